import type { Address } from '../domain/primitives'
import type { ServiceAnswer } from './judgeServicePrice'

/** What a Chainlink feed answered. `answer` is USD times `10 ** decimals`; `updatedAt` in seconds. */
export interface FeedAnswer {
  readonly answer: bigint
  readonly decimals: number
  readonly updatedAt: number
}

/** The pool that prices the wrapped native coin where there is no feed, and its price in whole stablecoins per whole coin. */
export interface NativePoolPrice {
  readonly pool: Address
  readonly stablecoin: Address
  readonly price: number
}

/** All that is told about prices at the end of one block, before any of it is judged. */
export interface PriceFacts {
  readonly blockNumber: number
  /** Seconds; `null` while no feed was asked, since only feeds age. */
  readonly timestamp: number | null
  /** The compared pool's own price; `null` where it had none. */
  readonly sqrtPriceX96: bigint | null
  /** By lower-case address of the feed. One that did not exist at that block, or does not answer, is absent. */
  readonly feeds: ReadonlyMap<string, FeedAnswer>
  readonly nativePool: NativePoolPrice | null
  /** Why that is `null` although there can have been such a pool: a sentence without its first capital and its full stop. */
  readonly whyNoNativePool?: string
  /** By lower-case token, what the price service said of those that the chain does not price; absent where it was not asked. */
  readonly service?: ReadonlyMap<string, ServiceAnswer>
}
