import type { RawLog, TransactionReceipt } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import type { PoolPositionEvent } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { groupBy } from './groupBy'

/** What a pool logged about a range that the position manager holds for somebody. */
export interface PoolPositionLog {
  readonly log: RawLog
  readonly event: PoolPositionEvent
}

const eventTypes = { mint: 'deposit', burn: 'withdraw', collect: 'collect' } as const
/** What the position manager logs right after what the pool logged. */
export const managerTypes = { mint: 'increase', burn: 'decrease', collect: 'collect' } as const

/**
 * Finds what a pool logged about the position manager's ranges and no history tells of: two contracts log every deposit, withdrawal and
 * collect, so that a log of one of them bears witness to the other's.
 *
 * The position manager logs its part right after the pool did, before it calls the pool again. A burn of nothing only brings the pool's books
 * up to date, and nothing follows on it.
 *
 * Pure.
 *
 * @param logs the pool's `Mint`, `Burn` and `Collect` of the position manager's ranges.
 * @param histories of NFTs, whole lives; others can be among them.
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L257-L374
 */
export function findUntoldLogs(
  logs: readonly PoolPositionLog[],
  histories: readonly PositionHistory[],
): readonly PoolPositionLog[] {
  const told = histories.flatMap(({ position, events }) => events.map((event) => ({ position, event })))
  const toldOf = groupBy(told, ({ event }) => event.transactionHash)
  const logsOf = groupBy(
    [...logs].sort((a, b) => compareLogs(a.log, b.log)),
    ({ log }) => log.transactionHash,
  )
  return [...logsOf].flatMap(([hash, own]) =>
    own.filter((item, index) => {
      if (isNothing(item.event)) return false
      const before = own[index + 1]?.log.logIndex ?? Infinity
      return !(toldOf.get(hash) ?? []).some(
        ({ position, event }) =>
          event.logIndex > item.log.logIndex && event.logIndex < before && isToldBy(item.event, position, event),
      )
    }),
  )
}

/**
 * The NFT that a pool's log is about, by the receipt of its transaction: the one that the position manager names next.
 *
 * Pure.
 *
 * @returns `null` when the receipt does not hold the two logs.
 */
export function findNamedToken(
  { positionManager }: Pick<UniswapV3Deployment, 'positionManager'>,
  { log, event }: PoolPositionLog,
  { logs }: Pick<TransactionReceipt, 'logs'>,
): bigint | null {
  for (const candidate of logs) {
    if (candidate.logIndex <= log.logIndex || !isSameAddress(candidate.address, positionManager)) continue
    const next = decodePositionManagerLog(candidate)
    if (next?.type === managerTypes[event.type]) return next.tokenId
  }
  return null
}

function isNothing(event: PoolPositionEvent): boolean {
  return event.type === 'burn' && event.liquidity === 0n
}

function isToldBy(event: PoolPositionEvent, position: Position, told: PositionEvent): boolean {
  if (position.tickLower !== event.tickLower || position.tickUpper !== event.tickUpper) return false
  if (told.type !== eventTypes[event.type]) return false
  return event.type === 'collect' || ('liquidity' in told && told.liquidity === event.liquidity)
}
