import type { Address, Hex } from './primitives'

/** A log as the node gave it. `timestamp` (seconds) is `null` where the node does not put it on logs. */
export interface RawLog {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly blockNumber: number
  readonly blockHash: Hex
  readonly logIndex: number
  readonly transactionHash: Hex
  readonly timestamp: number | null
}
