import type { ChainConfig } from '../domain/chainConfig'
import type { Progress } from '../domain/coverage'
import type { Address, Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import type { ChainCache } from './chainCache'
import type { ReadAhead } from './readAhead'

export type { RawLog }

/**
 * One chain, as one report sees it: a checked endpoint behind one `request`, and the report's own abort signal.
 *
 * `request` rejects with a named `AppError` only; it has already waited, retried and checked what can be.
 * Everything that reads a chain takes this as its first parameter.
 */
export interface ChainClient {
  readonly config: ChainConfig
  /** Host of the endpoint, for sentences. */
  readonly host: string
  readonly signal: AbortSignal
  request(method: string, params: readonly unknown[]): Promise<unknown>
  /** Tells the user what is being read right now. */
  report(progress: Omit<Progress, 'chainId'>): void
  /** The same two for what nobody waits for yet: requests after all others to the host, and told while nothing else is. Absent where that is all one. */
  readonly later?: Pick<ChainClient, 'request' | 'report'>
  /** What this report already read and will not read again: receipts, timestamps, code. Keyed by the function that fetches. */
  readonly memo: Map<string, Map<string, Promise<unknown>>>
  /** What earlier visits kept of this chain; absent where nothing is to be kept. */
  readonly cache?: ChainCache
  /** The user's other endpoints that are of the same chain and have the report's block with the same hash: logs are read from them too. */
  readonly helpers?: Promise<readonly ChainClient[]>
  /** What is read at the report's block because the last visit asked for it; absent where nothing is to be guessed. */
  readonly ahead?: ReadAhead
  /** Where prices are asked that the chain does not give; absent unless the person has switched that on. */
  readonly priceServiceUrl?: string | undefined
}

/** What Minnow reads off a receipt. */
export interface TransactionReceipt {
  readonly transactionHash: Hex
  readonly blockNumber: number
  readonly from: Address
  readonly to: Address | null
  readonly succeeded: boolean
  /** `gasUsed * effectiveGasPrice` plus `l1Fee` where there is one. */
  readonly feeWei: bigint
  /** The chain charges an L1 fee and this receipt did not carry it. */
  readonly l1FeeMissing: boolean
  readonly logs: readonly RawLog[]
}

/** `topics` as in `eth_getLogs`: `null` for any, a list for one of. */
export interface LogFilter {
  readonly address: Address | readonly Address[] | null
  readonly topics: readonly (Hex | readonly Hex[] | null)[]
  /** What is being looked for, in words, for the progress line. */
  readonly what: string
}
