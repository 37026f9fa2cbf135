import type { Hex } from '../domain/primitives'

/** What a cache asks of a chain. Both reject when the endpoint does not answer. */
export interface ChainSource {
  readonly chainId: number
  /** Number of the newest block that no reorganisation replaces; can be negative on a chain that has only begun. */
  fetchFinalBlockNumber(): Promise<number>
  /** A block above which the final one cannot be, where that is known without asking. */
  readonly maxFinalBlockNumber?: number | undefined
  /** Lower-case; `null` when the endpoint does not have the block. */
  fetchBlockHash(blockNumber: number): Promise<Hex | null>
}
