import type { RawLog } from '../../chain/chainClient'
import type { CollectEvent, EventRef, LiquidityEvent } from '../../domain/ledger'
import type { Hex } from '../../domain/primitives'
import { InconsistentDataError } from '../../errors'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'

type MoneyEvent = LiquidityEvent | CollectEvent

/**
 * Converts the position manager's `IncreaseLiquidity`, `DecreaseLiquidity` and `Collect` of one NFT to ledger events.
 * Collects carry what was asked for, see `withPayouts`.
 *
 * A log that moved nothing is kept as a collect of nothing: its transaction was paid for.
 *
 * @throws InconsistentDataError when a log is none of these.
 */
export function convertNftLogs(
  positionId: string,
  logs: readonly RawLog[],
  refOf: (log: RawLog) => EventRef,
): readonly MoneyEvent[] {
  return logs.map((log): MoneyEvent => {
    const event = decodePositionManagerLog(log)
    if (event === null || event.type === 'transfer') throw unreadable(log)
    const { amounts } = event
    if (event.type === 'collect') return { ...refOf(log), type: 'collect', positionId, amounts }
    if (event.liquidity === 0n) return createEmptyCollect(positionId, refOf(log))
    const type = event.type === 'increase' ? 'deposit' : 'withdraw'
    return { ...refOf(log), type, positionId, liquidity: event.liquidity, amounts }
  })
}

/**
 * Converts the pool's `Mint`, `Burn` and `Collect` of one direct position to ledger events.
 *
 * A burn of nothing only brings the pool's books up to date. It is left out where a collect of the same transaction follows, and
 * else kept as a collect of nothing: its transaction was paid for.
 *
 * @throws InconsistentDataError when a log is none of these.
 */
export function convertDirectLogs(
  positionId: string,
  logs: readonly RawLog[],
  refOf: (log: RawLog) => EventRef,
): readonly MoneyEvent[] {
  const decoded = logs.map((log) => {
    const event = decodePoolPositionLog(log)
    if (event === null) throw unreadable(log)
    return { log, event }
  })
  const collected = new Map<Hex, number>()
  for (const { log, event } of decoded) if (event.type === 'collect') collected.set(log.transactionHash, log.logIndex)

  return decoded.flatMap(({ log, event }): readonly MoneyEvent[] => {
    const { amounts } = event
    if (event.type === 'collect') return [{ ...refOf(log), type: 'collect', positionId, amounts }]
    if (event.liquidity === 0n) {
      const isCollected = (collected.get(log.transactionHash) ?? -1) > log.logIndex
      return isCollected ? [] : [createEmptyCollect(positionId, refOf(log))]
    }
    const type = event.type === 'mint' ? 'deposit' : 'withdraw'
    return [{ ...refOf(log), type, positionId, liquidity: event.liquidity, amounts }]
  })
}

function createEmptyCollect(positionId: string, ref: EventRef): CollectEvent {
  return { ...ref, type: 'collect', positionId, amounts: [0n, 0n] }
}

function unreadable({ address, transactionHash }: RawLog): InconsistentDataError {
  return new InconsistentDataError('A log of a position cannot be read.', {
    details: `${address} in ${transactionHash}`,
  })
}
