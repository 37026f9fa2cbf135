import { WalletMethodRefusedError } from '../../errors'
import { cleanWalletAnswer, cleanWalletEvent } from './cleanWalletAnswer'

/** All that Minnow ever asks a wallet: who, which chain, and reads. Whatever is not on this list is refused. */
const allowedMethods: ReadonlySet<string> = new Set([
  'eth_requestAccounts',
  'eth_accounts',
  'eth_chainId',
  'wallet_requestPermissions',
  'wallet_getPermissions',
  'wallet_revokePermissions',
  'eth_blockNumber',
  'eth_call',
  'eth_getBalance',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getTransactionReceipt',
  'net_version',
])

/** The only permission that may be asked for or given back: to see accounts. */
const permissionMethods: ReadonlySet<string> = new Set(['wallet_requestPermissions', 'wallet_revokePermissions'])

export interface WalletRequestArguments {
  readonly method: string
  readonly params?: unknown
}

type Listener = (...values: never[]) => void

/** What is left of a wallet behind the guard: reads and its events (EIP-1193), no legacy `send` or `sendAsync`. */
export interface GuardedWallet {
  request(args: WalletRequestArguments): Promise<unknown>
  on(event: string, listener: Listener): GuardedWallet
  removeListener(event: string, listener: Listener): GuardedWallet
}

/** Code of EIP-1193 for a provider that cannot be reached. */
class WalletUnusableError extends Error {
  readonly code = 4900
}

function isAccountPermission(params: unknown): boolean {
  if (!Array.isArray(params) || params.length !== 1) return false
  const permission: unknown = params[0]
  if (typeof permission !== 'object' || permission === null) return false
  return Object.keys(permission).join() === 'eth_accounts'
}

/**
 * What the wallet gets of a request, if it may have it: each field read once, so that what was checked is what is passed on.
 *
 * @throws WalletMethodRefusedError for everything that is not allowed, or is no request.
 */
function checkRequest(args: WalletRequestArguments | null | undefined): WalletRequestArguments {
  const method: unknown = args?.method
  const params: unknown = args?.params
  if (typeof method !== 'string') throw new WalletMethodRefusedError(typeof method)
  if (!allowedMethods.has(method)) throw new WalletMethodRefusedError(method)
  if (permissionMethods.has(method)) {
    if (!isAccountPermission(params)) throw new WalletMethodRefusedError(method)
    return { method, params: [{ eth_accounts: {} }] }
  }
  return params === undefined ? { method } : { method, params }
}

/** Reads a function off a stranger's object, which can have getters that throw. */
function methodOf(wallet: unknown, name: string): ((...values: unknown[]) => unknown) | null {
  try {
    const member = (wallet as Record<string, unknown> | null | undefined)?.[name]
    return typeof member === 'function' ? (...values) => Reflect.apply(member, wallet, values) : null
  } catch {
    return null
  }
}

function callQuietly(wallet: unknown, names: readonly string[], event: string, listener: unknown): void {
  const method = names.map((name) => methodOf(wallet, name)).find((found) => found !== null)
  try {
    method?.(event, listener)
  } catch {
    // A wallet whose events do not work still answers requests.
  }
}

/**
 * Puts a guard before a wallet: it passes on the reads and account requests that Minnow needs, and rejects everything
 * else (signatures, transactions, chain switches, other permissions, unknown methods) with `WalletMethodRefusedError`,
 * code 4200, without the wallet ever seeing it.
 *
 * The wallet itself is not trusted either: members that throw or are missing make a wallet that cannot be used, never an
 * exception outside of a request; accounts and chain ids are checked before they are passed on.
 */
export function guardWallet(wallet: unknown): GuardedWallet {
  const attached = new Map<string, Map<Listener, (...values: unknown[]) => void>>()
  const guarded: GuardedWallet = {
    async request(args) {
      const checked = checkRequest(args)
      const request = methodOf(wallet, 'request')
      if (request === null) throw new WalletUnusableError('This wallet has no way to be asked.')
      return cleanWalletAnswer(checked.method, await request(checked))
    },
    on(event, listener) {
      const listeners = attached.get(event) ?? new Map<Listener, (...values: unknown[]) => void>()
      if (listeners.has(listener)) return guarded
      const forward = (...values: unknown[]) => {
        const cleaned = cleanWalletEvent(event, values[0])
        if (cleaned !== null) (listener as (value: unknown) => void)(cleaned.value)
      }
      attached.set(event, listeners.set(listener, forward))
      callQuietly(wallet, ['on', 'addListener'], event, forward)
      return guarded
    },
    removeListener(event, listener) {
      const forward = attached.get(event)?.get(listener)
      if (forward === undefined) return guarded
      attached.get(event)?.delete(listener)
      callQuietly(wallet, ['removeListener', 'off'], event, forward)
      return guarded
    },
  }
  return Object.freeze(guarded)
}
