import type { Address, Hex, ProtocolId } from './primitives'

/** A Uniswap V3 deployment or a fork of it: one line of data makes it work. */
export interface UniswapV3Deployment {
  readonly protocol: ProtocolId
  readonly name: string
  readonly factory: Address
  readonly positionManager: Address
  /** Hash of the pool's creation code, from which pool addresses follow (CREATE2). */
  readonly poolInitCodeHash: Hex
  /** Block of the factory's creation; logs before it are not searched. 0 when unknown. */
  readonly startBlock: number
  /** Known Uniswap V3 Staker contracts: an NFT inside belongs to its depositor. */
  readonly stakers: readonly Address[]
}

/** A token pinned by address; its symbol is for display only and never prices anything. */
export interface PinnedToken {
  readonly address: Address
  readonly symbol: string
}

/** A Chainlink feed in USD and the tokens (by address) that it prices. */
export interface PinnedFeed {
  readonly feed: Address
  readonly description: string
  readonly tokens: readonly Address[]
}

/** Everything that Minnow must know of a chain before it asks anything: data only. */
export interface ChainConfig {
  readonly chainId: number
  /** Name as in viem's chain list; labels the RPC setting. */
  readonly name: string
  /** What people call the chain, where that is another name. */
  readonly commonName?: string
  readonly nativeSymbol: string
  /** Used when the user has set none; each host stands in the README's list. */
  readonly defaultRpcUrls: readonly string[]
  readonly explorer: string | null
  /** What the price service calls the chain, before the colon of a token's name there. */
  readonly priceServiceName: string
  readonly wrappedNative: PinnedToken
  readonly stablecoins: readonly PinnedToken[]
  readonly feeds: readonly PinnedFeed[]
  readonly multicall3: Address
  /** OP-stack receipts must carry `l1Fee`. */
  readonly opStack: boolean
  readonly deployments: readonly UniswapV3Deployment[]
  /** ENS registry, where the chain has one. */
  readonly ensRegistry: Address | null
}
