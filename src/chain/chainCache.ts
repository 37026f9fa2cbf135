import type { LogBox } from '../domain/logBox'
import type { Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'

/** Logs that are kept: all that exist in the box. */
export interface KeptLogs {
  readonly id: string
  readonly box: LogBox
}

/**
 * Facts that can never change once their block is final. Two are no facts of the chain: `ahead` is a guess of what will be asked,
 * `servicePrice` what a price service said for the time of a block.
 */
export type FactKind = 'receipt' | 'time' | 'baseFee' | 'call' | 'ahead' | 'servicePrice'

/** A fact and the block from which it holds. */
export interface NewFact {
  readonly key: string
  readonly blockNumber: number
  readonly text: string
}

/**
 * What one chain said in earlier visits, as far as it still holds: it is checked against the chain before the first answer.
 *
 * It never fails: what it does not have is read from the chain.
 */
export interface ChainCache {
  /** The kept logs that can have something of `box`: not read yet. */
  listLogs(box: LogBox): Promise<readonly KeptLogs[]>
  /** Reads kept logs, sorted by `(blockNumber, logIndex)`; those that are gone or damaged are left out. */
  readLogs(kept: readonly KeptLogs[]): Promise<ReadonlyMap<string, readonly RawLog[]>>
  /**
   * Keeps all logs of a box, as far as its blocks are final. Returns at once and writes later.
   *
   * @param replaced kept logs that `box` holds too, and that are not needed any more
   */
  addLogs(box: LogBox, logs: readonly RawLog[], replaced?: readonly KeptLogs[]): void
  /** Facts by key; those that are not kept are left out. */
  readFacts(kind: FactKind, keys: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Keeps facts whose block is final. Returns at once and writes later. */
  addFacts(kind: FactKind, facts: readonly NewFact[]): void
  /** Forgets the logs that were read since this cache was opened, because they contradict the chain. `false` when there were none. */
  forgetReadLogs(): Promise<boolean>
  /** Notes that logs do not add up to the chain's state: those that were kept can be the reason. */
  doubtLogs(): void
  /** `forgetReadLogs` if there was a doubt; `true` says that reading again can help. */
  forgetDoubtedLogs(): Promise<boolean>
}

/** What a cache asks of a chain. Both reject when the endpoint does not answer. */
export interface CacheSource {
  readonly chainId: number
  /** Number of the newest block that no reorganisation replaces and that every node of the endpoint has. */
  fetchFinalBlockNumber(): Promise<number>
  /** A block above which `fetchFinalBlockNumber` cannot be, where that is known without asking. */
  readonly maxFinalBlockNumber?: number | undefined
  /** `null` when the endpoint does not have the block. */
  fetchBlockHash(blockNumber: number): Promise<Hex | null>
}

export type OpenChainCache = (source: CacheSource) => ChainCache
