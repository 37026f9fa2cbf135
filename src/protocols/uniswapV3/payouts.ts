import type { RawLog, TransactionReceipt } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { CollectEvent, PositionHistory } from '../../domain/ledger'
import type { Missing } from '../../domain/coverage'
import type { Position } from '../../domain/position'
import type { Hex, Pair } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { isSameRange } from './isSameRange'

/**
 * Puts what the pool really paid into each collect of an NFT.
 *
 * The position manager's `Collect` names what it asked for. The pool's own `Collect` just before it in the same receipt names what was
 * paid, which can be a few units less: the pool rounds down on the sum of all positions of the same range.
 *
 * Pure. A collect whose receipt is not among `receipts` stays as it is; one whose receipt lacks the logs is said in `missing`.
 *
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L360-L372
 */
export function replacePayouts(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  histories: readonly PositionHistory[],
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
): readonly PositionHistory[] {
  return histories.map((history) => {
    if (history.position.kind !== 'nft') return history
    const missing: Missing[] = []
    const events = history.events.map((event) => {
      const receipt = receipts.get(event.transactionHash)
      if (event.type !== 'collect' || receipt === undefined || isNothing(event.amounts)) return event
      const amounts = findPayout(deployment, history.position, event, receipt.logs)
      if (amounts === null) missing.push(describeMissing(event))
      return amounts === null ? event : { ...event, amounts }
    })
    if (missing.length === 0) return { ...history, events }
    return { ...history, events, missing: [...(history.missing ?? []), ...missing] }
  })
}

/** What the pool paid for a collect: its last `Collect` for this range before the position manager's own. */
function findPayout(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  position: Position,
  collect: CollectEvent,
  logs: readonly RawLog[],
): Pair | null {
  const index = logs.findIndex(
    (log) =>
      log.logIndex === collect.logIndex &&
      isSameAddress(log.address, deployment.positionManager) &&
      decodePositionManagerLog(log)?.type === 'collect',
  )
  for (const log of logs.slice(0, Math.max(index, 0)).reverse()) {
    if (!isSameAddress(log.address, position.pool)) continue
    const event = decodePoolPositionLog(log)
    if (event?.type === 'collect' && isSameRange(event, position)) return event.amounts
  }
  return null
}

function isNothing([amount0, amount1]: Pair): boolean {
  return amount0 === 0n && amount1 === 0n
}

function describeMissing({ positionId, transactionHash }: CollectEvent): Missing {
  return {
    what: `Exact payout of a collect of position ${positionId}`,
    why: `The receipt of ${transactionHash} lacks the pool's log, so what was asked for is counted: it can be a few units too much.`,
  }
}
