import type { ChainClient, RawLog } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import { memoised } from '../../chain/memoised'
import type { ScanOptions } from '../../chain/logScan'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import { poolRangeKey } from '../../domain/poolLiquidity'
import type { BlockRange } from '../../domain/primitives'
import { ContractRevertedError, InconsistentDataError, ReplayError } from '../../errors'
import { PoolReplay } from '../../math/poolReplay'
import { TickSet } from '../../math/tickSet'
import { poolAbi } from './abi'
import { computeScanStart } from './computeScanStart'
import { decodePoolFeeLog, decodePoolPositionLog, decodePoolPriceLog } from './decodePoolLog'
import type { PoolFeeEvent, PoolPositionEvent, PoolPriceEvent } from './decodePoolLog'
import { fetchLastPriceLog } from './fetchLastPriceLog'
import { fetchPoolLogs } from './fetchPoolLogs'
import { fetchTicks } from './fetchTicks'
import type { PoolPositionLog } from './findUntoldLogs'
import { groupBy } from './groupBy'
import { PoolGrowth } from './poolGrowth'
import type { TickRange } from './poolGrowth'

type InitializeEvent = PoolPriceEvent & { readonly type: 'initialize' }

/** A log that changes what a pool's fees are, or who gets them. */
export interface ReplayLog {
  readonly log: RawLog
  readonly event: PoolPositionEvent | PoolFeeEvent | InitializeEvent
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
  const logs = await fetchPoolLogs(client, pool, range, limits)
  return logs.map((log) => {
    const event = decodePoolPositionLog(log) ?? decodePoolFeeLog(log) ?? decodeInitialize(log)
    if (event === null) throw new InconsistentDataError('A log of the pool cannot be read.', { details: pool.address })
    return { log, event }
  })
}

function decodeInitialize(log: RawLog): InitializeEvent | null {
  const event = decodePoolPriceLog(log)
  return event?.type === 'initialize' ? { ...event, type: 'initialize' } : null
}

/** Sorts what happened to a pool's own books to the keys of their ranges, in order. Pure. */
export function groupByRange(logs: readonly ReplayLog[]): ReadonlyMap<string, readonly PoolPositionLog[]> {
  const own = logs.flatMap(({ log, event }): readonly PoolPositionLog[] =>
    event.type === 'mint' || event.type === 'burn' || event.type === 'collect' ? [{ log, event }] : [],
  )
  return groupBy(own, ({ event }) => poolRangeKey({ ...event, poolOwner: event.owner }))
}

/** Where a replay begins: the pool at the end of a block, or just after its `Initialize`. */
export interface ReplayStart {
  readonly sqrtPriceX96: bigint
  readonly tick: number
  readonly blockNumber: number
  /** Those after it, in order. */
  readonly logs: readonly ReplayLog[]
}

/**
 * Finds where a pool stood at the end of a block from its last `Swap` or `Initialize`; a pool that was not there yet begins with its
 * `Initialize`. `null` where there is none.
 *
 * Reads logs backwards from the block.
 *
 * @param logs every log after the block, in order.
 */
export async function fetchReplayStart(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  blockNumber: number,
  logs: readonly ReplayLog[],
): Promise<ReplayStart | null> {
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  const base = await fetchLastPriceLog(client, pool, range)
  if (base !== null) {
    const { sqrtPriceX96, tick } = base.event
    return { sqrtPriceX96, tick, blockNumber, logs }
  }
  for (const [index, { log, event }] of logs.entries()) {
    if (event.type !== 'initialize') continue
    const { sqrtPriceX96, tick } = event
    return { sqrtPriceX96, tick, blockNumber: log.blockNumber, logs: logs.slice(index + 1) }
  }
  return null
}

/** A pool at the end of the block to which it is replayed. */
export interface ReplayEnd {
  readonly sqrtPriceX96: bigint
  readonly tick: number
  readonly liquidity: bigint
  readonly feeProtocol: number
  readonly ticks: Awaited<ReturnType<typeof fetchTicks>>
}

/** Reads the pool's state that a replay must lead to, once per client. @throws ContractRevertedError when the pool does not answer. */
export function fetchReplayEnd(client: ChainClient, pool: Pool, blockNumber: number): Promise<ReplayEnd> {
  const key = [pool.address.toLowerCase(), blockNumber].join()
  return memoised(client, 'fetchReplayEnd', key, () => readReplayEnd(client, pool, blockNumber))
}

async function readReplayEnd(client: ChainClient, pool: Pool, blockNumber: number): Promise<ReplayEnd> {
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
 * Replays a pool to the end of a block, and notes how fees grew inside of ranges. Its liquidity at the start follows from its ticks, which the
 * logs lead back to.
 *
 * @throws ReplayError when the logs do not lead to each swap's outcome and to `end`.
 */
export function replayPool(pool: Pool, start: ReplayStart, end: ReplayEnd, ranges: readonly TickRange[]): PoolGrowth {
  const { sqrtPriceX96, tick, logs } = start
  const feeProtocolChange = logs.find(({ event }) => event.type === 'setFeeProtocol')?.event
  const ticks = computeTicksBefore(pool, logs, end)
  const growth = new PoolGrowth(ranges, tick)
  const replay = new PoolReplay(
    {
      sqrtPriceX96,
      tick,
      liquidity: ticks.liquidityAt(tick),
      feeProtocol: feeProtocolChange?.type === 'setFeeProtocol' ? feeProtocolChange.before : end.feeProtocol,
      feePpm: pool.feePpm,
      ticks,
    },
    (token, growthX128, at) => growth.grow(token, growthX128, at),
  )
  let { blockNumber } = start
  for (const { log, event } of logs) {
    if (log.blockNumber !== blockNumber) growth.endBlock(blockNumber, replay.state.tick)
    blockNumber = log.blockNumber
    growth.startLog(log)
    apply(replay, event)
  }
  growth.endBlock(blockNumber, replay.state.tick)
  const { state } = replay
  if (state.sqrtPriceX96 !== end.sqrtPriceX96 || state.tick !== end.tick || state.liquidity !== end.liquidity) {
    throw new ReplayError('the logs do not lead to the state that the pool is in')
  }
  return growth
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
    case 'initialize':
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
