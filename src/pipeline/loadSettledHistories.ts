import type { PositionHistory } from '../domain/ledger'
import { AppError, CancelledError } from '../errors'
import type { PoolContext } from './poolContext'

/**
 * Decides what positions owed when their histories opened: without archive state it follows from the pool's logs, where those can be read.
 *
 * @returns the same histories; what cannot be decided stays so.
 */
export async function loadSettledHistories(
  { client, adapter, input, window, searched, hasArchiveState, replayLimits }: PoolContext,
  histories: readonly PositionHistory[],
): Promise<readonly PositionHistory[]> {
  if (hasArchiveState) return histories
  const range = { fromBlock: window.fromBlock, toBlock: window.toBlock, logsFromBlock: searched.fromBlock }
  try {
    return await adapter.settleByReplay(client, input.pool, histories, range, replayLimits)
  } catch (error) {
    // What they owed then stays undecided, and fees unknown: the report says so.
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error
    return histories
  }
}
