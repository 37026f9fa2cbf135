import { getAddress, isAddress } from 'viem/utils'
import type { Address, Currency, ProtocolId } from './domain/primitives'
import type { PoolWindowChoice, WindowChoice } from './domain/request'

/** Where a screen's report comes from: read from the chains, the bundled example, or a file that was opened. */
export type ReportSource = 'chain' | 'example' | 'file'

export interface WalletRoute {
  readonly screen: 'wallet'
  readonly address: Address
  /** Only these chains; `null` for those chosen in the settings. */
  readonly chains: readonly number[] | null
  readonly window: WindowChoice
  /** `null` for the currency of the settings. */
  readonly currency: Currency | null
  readonly source: ReportSource
}

export interface CompareRoute {
  readonly screen: 'compare'
  readonly chainId: number
  readonly protocol: ProtocolId
  readonly pool: Address
  readonly address: Address
  readonly window: WindowChoice
  readonly currency: Currency | null
  /** Compare with this owner instead of the whale. */
  readonly whale: Address | null
  readonly source: ReportSource
}

export interface PoolRoute {
  readonly screen: 'pool'
  readonly chainId: number
  readonly protocol: ProtocolId
  readonly pool: Address
  readonly window: PoolWindowChoice
  readonly currency: Currency | null
  /** Whose place among the owners is shown. */
  readonly you: Address | null
}

export interface MethodRoute {
  readonly screen: 'method'
  /** The definition to scroll to. */
  readonly term: string | null
}

export type Route =
  | { readonly screen: 'home' }
  | WalletRoute
  | CompareRoute
  | PoolRoute
  | MethodRoute
  | { readonly screen: 'settings' }
  | { readonly screen: 'unknown'; readonly hash: string; readonly reason: string }

const windows: readonly WindowChoice[] = ['first', '7d', '30d', '90d', 'all']
const poolWindows: readonly PoolWindowChoice[] = ['7d', '30d', '90d', 'all']
const currencies: readonly Currency[] = ['USD', 'ETH', 'token0', 'token1']
const sources: readonly ReportSource[] = ['chain', 'example', 'file']
const protocols: readonly ProtocolId[] = ['uniswap-v3']

/** Why a part of a link is refused; becomes the `unknown` route's reason. */
class BadLink extends Error {}

function parseAddress(text: string, what: string): Address {
  if (!isAddress(text, { strict: false })) throw new BadLink(`The ${what} in it, “${text}”, is not an address.`)
  if (!isAddress(text)) {
    throw new BadLink(
      `The ${what} in it, “${text}”, does not match its checksum, so a character of it is probably wrong.`,
    )
  }
  return getAddress(text)
}

function parseChainId(text: string): number {
  const chainId = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(chainId)) throw new BadLink(`“${text}” in it is not a chain's number.`)
  return chainId
}

function parseChoice<T extends string>(text: string | null, choices: readonly T[], what: string): T | null {
  if (text === null) return null
  const choice = choices.find((candidate) => candidate === text)
  if (choice === undefined) throw new BadLink(`It asks for the ${what} “${text}”; there are ${choices.join(', ')}.`)
  return choice
}

function parseChains(text: string | null): readonly number[] | null {
  if (text === null || text === '') return null
  return [...new Set(text.split(',').map(parseChainId))]
}

/** A pool without a wallet. Its windows are others than a wallet's: there is no first deposit. */
function parsePoolRoute([chainId = '', protocol = '', pool = '']: readonly string[], query: URLSearchParams): Route {
  const you = query.get('you')
  return {
    screen: 'pool',
    chainId: parseChainId(chainId),
    protocol: parseChoice(protocol, protocols, 'protocol') ?? 'uniswap-v3',
    pool: parseAddress(pool, 'pool'),
    window: parseChoice(query.get('window'), poolWindows, 'window') ?? '30d',
    currency: parseChoice(query.get('currency'), currencies, 'currency'),
    you: you === null ? null : parseAddress(you, 'owner to look for'),
  }
}

function parseParts(parts: readonly string[], query: URLSearchParams): Route | null {
  const [screen, ...rest] = parts
  if (screen === 'pool' && rest.length === 3) return parsePoolRoute(rest, query)
  const window = parseChoice(query.get('window'), windows, 'window') ?? 'first'
  const currency = parseChoice(query.get('currency'), currencies, 'currency')
  const source = parseChoice(query.get('report'), sources, 'report') ?? 'chain'

  if (screen === undefined) return { screen: 'home' }
  if (screen === 'method' && rest.length === 0) return { screen, term: query.get('term') }
  if (screen === 'settings' && rest.length === 0) return { screen }
  if (screen === 'wallet' && rest.length === 1) {
    const address = parseAddress(rest[0] ?? '', 'wallet')
    return { screen, address, chains: parseChains(query.get('chains')), window, currency, source }
  }
  if (screen === 'compare' && rest.length === 4) {
    const [chainId = '', protocol = '', pool = '', address = ''] = rest
    const whale = query.get('whale')
    return {
      screen,
      chainId: parseChainId(chainId),
      protocol: parseChoice(protocol, protocols, 'protocol') ?? 'uniswap-v3',
      pool: parseAddress(pool, 'pool'),
      address: parseAddress(address, 'wallet'),
      window,
      currency,
      whale: whale === null ? null : parseAddress(whale, 'owner to compare with'),
      source,
    }
  }
  return null
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new BadLink(`“${part}” in it is not readable.`)
  }
}

/** Reads `location.hash`. Every text gives a route: what leads nowhere is `unknown`, with the reason in words. */
export function parseHash(hash: string): Route {
  const text = hash.replace(/^#/, '')
  const [path = '', ...query] = text.split('?')
  try {
    const parts = path.split('/').filter((part) => part !== '')
    const route = parseParts(parts.map(decodePart), new URLSearchParams(query.join('?')))
    return route ?? { screen: 'unknown', hash, reason: 'No screen has this name.' }
  } catch (error) {
    if (!(error instanceof BadLink)) throw error
    return { screen: 'unknown', hash, reason: error.message }
  }
}

function formatQuery(query: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null)
  return given.length === 0 ? '' : `?${given.map(([name, value]) => `${name}=${value}`).join('&')}`
}

/** Writes a route as a hash that `parseHash` reads back; what is at its default is left out. */
export function formatHash(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/'
    case 'settings':
      return '#/settings'
    case 'method':
      return `#/method${formatQuery({ term: route.term === null ? null : encodeURIComponent(route.term) })}`
    case 'wallet':
      return `#/wallet/${route.address}${formatQuery({
        chains: route.chains?.join(',') ?? null,
        window: route.window === 'first' ? null : route.window,
        currency: route.currency,
        report: route.source === 'chain' ? null : route.source,
      })}`
    case 'compare':
      return `#/compare/${route.chainId}/${route.protocol}/${route.pool}/${route.address}${formatQuery({
        window: route.window === 'first' ? null : route.window,
        currency: route.currency,
        whale: route.whale,
        report: route.source === 'chain' ? null : route.source,
      })}`
    case 'pool':
      return `#/pool/${route.chainId}/${route.protocol}/${route.pool}${formatQuery({
        window: route.window === '30d' ? null : route.window,
        currency: route.currency,
        you: route.you,
      })}`
    case 'unknown':
      return route.hash
  }
}

/** The wallet's screen with nothing chosen. */
export function walletRoute(address: Address): WalletRoute {
  return { screen: 'wallet', address, chains: null, window: 'first', currency: null, source: 'chain' }
}

/** A pool's screen with nothing chosen. */
export function poolRoute({ chainId, protocol, pool }: Pick<PoolRoute, 'chainId' | 'protocol' | 'pool'>): PoolRoute {
  return { screen: 'pool', chainId, protocol, pool, window: '30d', currency: null, you: null }
}

/**
 * Where the own wallet's screen goes when its account changes from `before` to `after`: to the other account's wallet, over the same
 * chains and window and in the same currency. `null` on every other screen, which stays.
 */
export function followAccount(route: Route, before: Address | null, after: Address | null): WalletRoute | null {
  if (route.screen !== 'wallet' && route.screen !== 'compare') return null
  if (before === null || after === null || route.address !== before || route.source !== 'chain') return null
  return route.screen === 'wallet' ? { ...route, address: after } : { ...walletRoute(after), window: route.window }
}

/** Closes an exhaustive chain of cases: fails to compile when one was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`Not a case: ${JSON.stringify(value)}`)
}
