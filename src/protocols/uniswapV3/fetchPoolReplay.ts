import type { ChainClient, RawLog } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import { scanLogs } from '../../chain/scanLogs'
import type { ScanOptions } from '../../chain/logScan'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { ContractRevertedError, InconsistentDataError, ReplayError } from '../../errors'
import { PoolReplay } from '../../math/poolReplay'
import { TickSet } from '../../math/tickSet'
import { poolAbi } from './abi'
import { compareLogs } from './compareLogs'
import { computeScanStart } from './computeScanStart'
import { decodePoolFeeLog, decodePoolPositionLog } from './decodePoolLog'
import type { PoolFeeEvent, PoolPositionEvent } from './decodePoolLog'
import { poolTopics } from './eventTopics'
import { fetchTicks } from './fetchTicks'
import { fetchLastPriceLog } from './pricesFromLogs'
import type { RangeGrowth } from './replayGrowth'

/** A log that changes what a pool's fees are, or who gets them. */
export interface ReplayLog {
  readonly log: RawLog
  readonly event: PoolPositionEvent | PoolFeeEvent
}

/**
 * Reads everything that happened to a pool's liquidity and fees in a range of blocks, in order.
 *
 * @throws LongScanError as `limits` say.
 */
export async function scanReplayLogs(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  limits: ScanOptions,
): Promise<readonly ReplayLog[]> {
  const { mint, burn, collect, swap, flash, setFeeProtocol } = poolTopics
  const topics = [[mint, burn, collect, swap, flash, setFeeProtocol]]
  const filter = { address: pool.address, topics, what: "the pool's swaps" }
  const logs = await scanLogs(client, filter, range, limits)
  return logs.map((log) => {
    const event = decodePoolPositionLog(log) ?? decodePoolFeeLog(log)
    if (event === null) throw new InconsistentDataError('A log of the pool cannot be read.', { details: pool.address })
    return { log, event }
  })
}

/** Where a replay begins: the pool just after a `Swap` or `Initialize`, which says its state. */
export type ReplayBase = NonNullable<Awaited<ReturnType<typeof fetchReplayBase>>>

/** The last log at or before a block that says the pool's state; `null` before `Initialize`. */
export function fetchReplayBase(client: ChainClient, deployment: UniswapV3Deployment, pool: Pool, blockNumber: number) {
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  return fetchLastPriceLog(client, pool, range)
}

/** A pool at the end of the block to which it is replayed. */
export interface ReplayEnd {
  readonly sqrtPriceX96: bigint
  readonly tick: number
  readonly liquidity: bigint
  readonly feeProtocol: number
  readonly ticks: Awaited<ReturnType<typeof fetchTicks>>
}

/** Reads the pool's state that a replay must lead to. @throws ContractRevertedError when the pool does not answer. */
export async function fetchReplayEnd(client: ChainClient, pool: Pool, blockNumber: number): Promise<ReplayEnd> {
  const { address } = pool
  const [[slot0, liquidity], ticks] = await Promise.all([
    fetchContracts(
      client,
      [contractCall(poolAbi, address, 'slot0', []), contractCall(poolAbi, address, 'liquidity', [])],
      blockNumber,
    ),
    fetchTicks(client, pool, blockNumber),
  ])
  if (!slot0.ok) throw new ContractRevertedError(address, 'slot0', { details: slot0.error })
  if (!liquidity.ok) throw new ContractRevertedError(address, 'liquidity', { details: liquidity.error })
  const [sqrtPriceX96, tick, , , , feeProtocol] = slot0.value
  return { sqrtPriceX96, tick, liquidity: liquidity.value, feeProtocol, ticks }
}

/**
 * Replays a pool from a log that says its state to the end of a block, and lets `ranges` note how fees grew inside of them.
 *
 * @param logs those after `base`, in order, up to the end.
 * @throws ReplayError when the logs do not lead to each swap's outcome and to `end`.
 */
export function replayPool(
  pool: Pool,
  base: ReplayBase,
  logs: readonly ReplayLog[],
  end: ReplayEnd,
  ranges: readonly RangeGrowth[],
): void {
  const start = decodePoolFeeLog(base.log)
  const feeProtocolChange = logs.find(({ event }) => event.type === 'setFeeProtocol')?.event
  const replay = new PoolReplay(
    {
      sqrtPriceX96: base.event.sqrtPriceX96,
      tick: base.event.tick,
      // `Initialize` comes before all liquidity.
      liquidity: start?.type === 'swap' ? start.liquidity : 0n,
      feeProtocol: feeProtocolChange?.type === 'setFeeProtocol' ? feeProtocolChange.before : end.feeProtocol,
      feePpm: pool.feePpm,
      ticks: computeTicksBefore(pool, logs, end),
    },
    (token, growthX128, tick) => {
      for (const range of ranges) if (range.contains(tick)) range.grow(token, growthX128)
    },
  )
  let { blockNumber } = base.log
  const endBlock = () => {
    for (const range of ranges) range.endBlock(blockNumber, replay.state.tick)
  }
  for (const { log, event } of logs) {
    if (log.blockNumber !== blockNumber) endBlock()
    blockNumber = log.blockNumber
    apply(replay, event)
    if (event.type === 'swap' || event.type === 'flash') for (const range of ranges) range.mark(log)
  }
  endBlock()
  const { sqrtPriceX96, tick, liquidity } = replay.state
  if (sqrtPriceX96 !== end.sqrtPriceX96 || tick !== end.tick || liquidity !== end.liquidity) {
    throw new ReplayError('the logs do not lead to the state that the pool is in')
  }
}

function apply(replay: PoolReplay, event: ReplayLog['event']): void {
  switch (event.type) {
    case 'mint':
      return replay.changeLiquidity(event.tickLower, event.tickUpper, event.liquidity)
    case 'burn':
      return replay.changeLiquidity(event.tickLower, event.tickUpper, -event.liquidity)
    case 'swap':
      return replay.swap(event)
    case 'flash':
      return replay.flash(event.paid)
    case 'setFeeProtocol':
      return replay.setFeeProtocol(event.after)
    case 'collect':
      return
  }
}

/** The ticks as they were before the logs: what these did to them is taken back. */
function computeTicksBefore({ tickSpacing }: Pool, logs: readonly ReplayLog[], end: ReplayEnd): TickSet {
  const ticks = new TickSet(tickSpacing)
  for (const { tick, liquidityGross, liquidityNet } of end.ticks) ticks.add(tick, liquidityGross, liquidityNet)
  for (const { event } of logs) {
    if (event.type === 'mint') ticks.addRange(event.tickLower, event.tickUpper, -event.liquidity)
    if (event.type === 'burn') ticks.addRange(event.tickLower, event.tickUpper, event.liquidity)
  }
  return ticks
}

/** The logs after the one with which a replay begins. */
export function dropUpTo(base: ReplayBase, logs: readonly ReplayLog[]): readonly ReplayLog[] {
  return logs.filter(({ log }) => compareLogs(log, base.log) > 0)
}
