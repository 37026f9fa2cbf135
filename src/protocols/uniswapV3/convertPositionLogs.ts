import type { RawLog } from '../../chain/chainClient'
import type { CollectEvent, EventRef, LiquidityEvent } from '../../domain/ledger'
import { InconsistentDataError } from '../../errors'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'

type MoneyEvent = LiquidityEvent | CollectEvent

/**
 * Converts the position manager's `IncreaseLiquidity`, `DecreaseLiquidity` and `Collect` of one NFT to ledger events.
 * Collects carry what was asked for, see `replacePayouts`. A change of no liquidity is no event.
 *
 * @throws InconsistentDataError when a log is none of these.
 */
export function convertNftLogs(
  positionId: string,
  logs: readonly RawLog[],
  refOf: (log: RawLog) => EventRef,
): readonly MoneyEvent[] {
  return logs.flatMap((log): readonly MoneyEvent[] => {
    const event = decodePositionManagerLog(log)
    if (event === null || event.type === 'transfer') throw unreadable(log)
    const { amounts } = event
    if (event.type === 'collect') return [{ ...refOf(log), type: 'collect', positionId, amounts }]
    if (event.liquidity === 0n) return []
    const type = event.type === 'increase' ? 'deposit' : 'withdraw'
    return [{ ...refOf(log), type, positionId, liquidity: event.liquidity, amounts }]
  })
}

/**
 * Converts the pool's `Mint`, `Burn` and `Collect` of one direct position to ledger events.
 * A burn of nothing, which only brings the pool's books up to date, is no event.
 *
 * @throws InconsistentDataError when a log is none of these.
 */
export function convertDirectLogs(
  positionId: string,
  logs: readonly RawLog[],
  refOf: (log: RawLog) => EventRef,
): readonly MoneyEvent[] {
  return logs.flatMap((log): readonly MoneyEvent[] => {
    const event = decodePoolPositionLog(log)
    if (event === null) throw unreadable(log)
    const { amounts } = event
    if (event.type === 'collect') return [{ ...refOf(log), type: 'collect', positionId, amounts }]
    if (event.liquidity === 0n) return []
    const type = event.type === 'mint' ? 'deposit' : 'withdraw'
    return [{ ...refOf(log), type, positionId, liquidity: event.liquidity, amounts }]
  })
}

function unreadable({ address, transactionHash }: RawLog): InconsistentDataError {
  return new InconsistentDataError('A log of a position cannot be read.', {
    details: `${address} in ${transactionHash}`,
  })
}
