import type { LogBox } from '../domain/logBox'
import type { Address } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import type { AskedCall, CallAnswer } from './callAnswer'
import type { KeptLogs } from './chainCache'
import type { CodeKind } from './codeKind'

/** Logs that were read before anybody asked: all that exist in the box. */
export interface AheadLogs extends KeptLogs {
  readonly logs: readonly RawLog[]
}

/**
 * What is read at the report's block at once because the last visit asked for it there: states, code, and the logs since then.
 *
 * It is a guess of what will be asked, not of answers: these come from the report's own block. What was not guessed, or could not be
 * read ahead, is left to whoever asks. Nothing here rejects.
 */
export interface ReadAhead {
  readonly blockNumber: number
  /** Answers by `callKey`, as far as they were read ahead. */
  askCalls(calls: readonly AskedCall[]): Promise<ReadonlyMap<string, CallAnswer>>
  /** What stands at addresses, by lower-case address, as far as it was read ahead. */
  askCode(addresses: readonly Address[]): Promise<ReadonlyMap<Address, CodeKind>>
  /** Logs that were read ahead and can have something of `box`. */
  askLogs(box: LogBox): Promise<readonly AheadLogs[]>
  /** Whether the last visit asked for logs of the same values too, in whatever blocks; `null` where there was none. */
  hasAskedLogs(box: LogBox): Promise<boolean | null>
  /** Notes what was asked at the report's block, for the next visit. */
  keep(): void
}
