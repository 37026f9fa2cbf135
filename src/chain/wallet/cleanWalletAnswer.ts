import { getAddress, isAddress } from 'viem'
import type { Address } from '../../domain/primitives'
import { InconsistentDataError } from '../../errors'

const maxAccounts = 100
const eventNames: ReadonlySet<string> = new Set(['connect', 'disconnect', 'accountsChanged', 'chainChanged'])

/** The addresses in a wallet's list of accounts, checksummed; whatever else is in it is left out. */
function readAccounts(value: unknown): readonly Address[] | null {
  if (!Array.isArray(value)) return null
  return value
    .slice(0, maxAccounts)
    .filter((entry): entry is string => typeof entry === 'string' && isAddress(entry, { strict: false }))
    .map((entry) => getAddress(entry))
}

/** A chain id as wallets give it, hexadecimal text or (against the standard) decimal text or a number; `null` when it is none. */
function readChainId(value: unknown): `0x${string}` | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const chainId = Number(value)
  return Number.isSafeInteger(chainId) && chainId > 0 ? `0x${chainId.toString(16)}` : null
}

/**
 * Checks what a wallet answered to the requests that decide who is looked at on which chain.
 *
 * @throws InconsistentDataError when accounts or the chain id cannot be read.
 */
export function cleanWalletAnswer(method: string, answer: unknown): unknown {
  if (method === 'eth_accounts' || method === 'eth_requestAccounts') {
    const accounts = readAccounts(answer)
    if (accounts === null) throw new InconsistentDataError('The wallet gave no readable list of accounts.')
    return accounts
  }
  if (method === 'eth_chainId') {
    const chainId = readChainId(answer)
    if (chainId === null) throw new InconsistentDataError('The wallet did not say which chain it is on.')
    return chainId
  }
  return answer
}

/** Checks what comes with a wallet's event. `null` for events that are not listened to or make no sense. */
export function cleanWalletEvent(event: string, value: unknown): { readonly value: unknown } | null {
  if (!eventNames.has(event)) return null
  try {
    if (event === 'accountsChanged') {
      const accounts = readAccounts(value)
      return accounts === null ? null : { value: accounts }
    }
    if (event === 'disconnect') {
      const code: unknown = (value as { readonly code?: unknown } | null | undefined)?.code
      return { value: typeof code === 'number' ? { code } : undefined }
    }
    const chainId = readChainId(
      event === 'connect' ? (value as { readonly chainId?: unknown } | null | undefined)?.chainId : value,
    )
    if (chainId === null) return null
    return { value: event === 'connect' ? { chainId } : chainId }
  } catch {
    return null
  }
}
