import type { ChainClient } from '../../chain/chainClient'
import { scanBlocksOf } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import { poolRangeKey } from '../../domain/poolLiquidity'
import type { BlockRange } from '../../domain/primitives'
import { LongScanError } from '../../errors'
import type { ReplayLimits } from '../adapter'
import { arePoolLogsRead } from './fetchPoolLogs'
import { fetchReplayEnd, fetchReplayStart, groupByRange, replayPool, scanReplayLogs } from './fetchPoolReplay'
import { PositionReplay } from './positionReplay'
import { fetchPositionBooks } from './snapshot'
import type { PositionBooks } from './snapshot'

/** What is read first of the blocks in question; twice as much each time after that. */
const FIRST_SHARE = 1 / 64
/** How much less is tried where a reading was too long. */
const STEP_BACK = 4

/** Positions by id, replayed from the end of a block on. */
export interface PositionReplays {
  readonly fromBlock: number
  readonly replays: ReadonlyMap<string, PositionReplay>
}

/**
 * Replays positions over as many blocks as limits allow, backwards from the end of `range` and no further than its beginning. There are none
 * where the pool had no price yet, or where nothing may be read.
 *
 * Reads the pool's logs, and the positions' books, the pool's state and its ticks at the end of `range`.
 *
 * @throws ReplayError when the logs do not lead to the pool's state; as `scanLogs`.
 */
export async function fetchPositionReplays(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  histories: readonly PositionHistory[],
  range: BlockRange,
  limits: ReplayLimits,
): Promise<PositionReplays> {
  const { toBlock: laterBlock } = range
  const fromBlock = await readBackwards(client, pool, range, limits)
  const none = { fromBlock, replays: new Map<string, PositionReplay>() }
  if (fromBlock >= laterBlock) return none
  const positions = histories.map(({ position }) => position)
  const [books, end, logs] = await Promise.all([
    fetchPositionBooks(client, deployment, positions, laterBlock),
    fetchReplayEnd(client, pool, laterBlock),
    scanReplayLogs(client, pool, { fromBlock: fromBlock + 1, toBlock: laterBlock }, limits),
  ])
  const start = await fetchReplayStart(client, deployment, pool, fromBlock, logs)
  if (start === null) return none
  const growth = replayPool(pool, start, end, positions)
  const logsOf = groupByRange(start.logs)
  const replays = histories.map((history, index) => {
    const { position } = history
    const replay = new PositionReplay({
      history,
      start,
      growth: growth.inside(position),
      rangeLogs: logsOf.get(poolRangeKey(position)) ?? [],
      books: books[index] as PositionBooks,
      laterBlock,
    })
    return [position.id, replay] as const
  })
  return { fromBlock, replays: new Map(replays) }
}

/** Reads the pool's logs backwards in ever longer steps; what was read before costs nothing. Gives the block at whose end they begin. */
async function readBackwards(
  client: ChainClient,
  pool: Pool,
  { fromBlock, toBlock }: BlockRange,
  limits: ReplayLimits,
): Promise<number> {
  let { fewRequests, fewLogs } = limits
  let reached = toBlock
  let blocks = Math.max(1, Math.ceil((toBlock - fromBlock) * FIRST_SHARE))
  while (reached > fromBlock && fewRequests > 0) {
    const step = Math.min(blocks, reached - fromBlock, fewRequests * scanBlocksOf(client))
    const range = { fromBlock: reached - step + 1, toBlock: reached }
    const isAtHand = arePoolLogsRead(client, pool, range)
    try {
      const logs = await scanReplayLogs(client, pool, range, { fewRequests, fewLogs })
      if (!isAtHand) {
        fewLogs -= logs.length
        fewRequests -= Math.ceil(step / scanBlocksOf(client))
      }
      reached -= step
      blocks *= 2
    } catch (error) {
      if (!(error instanceof LongScanError)) throw error
      blocks = Math.floor(step / STEP_BACK)
      if (blocks < 1) break
    }
  }
  return reached
}
