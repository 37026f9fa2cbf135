import type { Address, Currency, ProtocolId } from './primitives'
import type { ChainConfig } from './chainConfig'

/** Which window to compare over: from the wallet's first deposit in the pool, the last days, or the pool's whole life. */
export type WindowChoice = 'first' | '7d' | '30d' | '90d' | 'all'

/** Where to read one chain: the user's own endpoints, or the defaults. `viaWallet` reads through the connected wallet. */
export interface ChainAccess {
  readonly config: ChainConfig
  readonly rpcUrls: readonly string[]
  /** The user gave several endpoints: logs are read from all of them side by side. */
  readonly sideBySide?: boolean
  readonly viaWallet: boolean
  /** Where prices are asked that the chain does not give; absent unless the person has switched that on. */
  readonly priceServiceUrl?: string | undefined
}

/** Everything that a report depends on besides the chains themselves. */
export interface ReportRequest {
  readonly wallet: Address
  readonly chains: readonly ChainAccess[]
  readonly currency: Currency
  readonly window: WindowChoice
  /** Only this pool, in full depth (with series); `null` for all pools of the wallet. */
  readonly pool: { readonly chainId: number; readonly address: Address } | null
  /** Compare with this owner instead of the whale. */
  readonly whale: Address | null
}

/** Windows of a pool without a wallet: there is no first deposit of yours. */
export type PoolWindowChoice = Exclude<WindowChoice, 'first'>

/** Everything that a pool's report depends on besides the chain itself. */
export interface PoolReportRequest {
  readonly chain: ChainAccess
  readonly protocol: ProtocolId
  readonly pool: Address
  readonly currency: Currency
  readonly window: PoolWindowChoice
}

/** How a person names a pool: by its address, or by its two tokens (in any order) and its fee. */
export type PoolName =
  { readonly pool: Address } | { readonly tokens: readonly [Address, Address]; readonly feePpm: number }

/** Where a pool is that exists. */
export interface PoolPlace {
  readonly chainId: number
  readonly protocol: ProtocolId
  readonly pool: Address
}
