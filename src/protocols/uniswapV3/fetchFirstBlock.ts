import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchBlockAtTime } from '../../chain/fetchBlockAtTime'
import { fetchContracts } from '../../chain/fetchContracts'
import { fetchHasArchiveState } from '../../chain/fetchHasArchiveState'
import { fetchTimestamps } from '../../chain/fetchTimestamps'
import { scanBlocksOf, scanLogs } from '../../chain/scanLogs'
import type { ScanOptions } from '../../chain/logScan'
import { searchBlocks } from '../../chain/searchBlocks'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { LongScanError } from '../../errors'
import { MIN_TICK } from '../../math/tickMath'
import { poolAbi } from './abi'
import { computeScanStart } from './computeScanStart'
import { poolTopics } from './eventTopics'

/** More requests than this for one event are worth a search. */
const FEW_REQUESTS = 4
/** Requests of the first step back from a block at which the pool is known to have been there; each further step is longer by the factor. */
const FIRST_STEP_REQUESTS = 8
const STEP_GROWTH = 4

/**
 * Finds the block of the pool's `Initialize`; `null` when there is none up to `blockNumber`.
 *
 * Reads its log in one request where the endpoint gives all blocks at once. Else, with archive state, the block is searched at whose end
 * the pool first has a price, several blocks side by side; without it, the pool's own clocks (its oldest observation, the time at which
 * its lowest tick was first used) name a time at which it was there, and logs are read backwards from then.
 *
 * @param since a block that is still being looked for: of a pool that is older than that, this block is given instead, which takes less.
 */
export async function fetchFirstBlock(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  blockNumber: number,
  since: Promise<number> | null = null,
): Promise<number | null> {
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  try {
    return await scanInitialize(client, pool, range, { fewRequests: FEW_REQUESTS })
  } catch (error) {
    if (!(error instanceof LongScanError)) throw error
  }
  const from = since === null ? range.fromBlock : Math.max(range.fromBlock, await since)
  const bounded = { fromBlock: from, toBlock: blockNumber }
  const isOlder = from > range.fromBlock
  const hasState = await fetchHasArchiveState(client, deployment.factory, from)
  return hasState ? await searchByState(client, pool, bounded) : await searchByLogs(client, pool, bounded, isOlder)
}

async function scanInitialize(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  options: ScanOptions = {},
): Promise<number | null> {
  const filter = { address: pool.address, topics: [poolTopics.initialize], what: "the pool's first block" }
  const [log] = await scanLogs(client, filter, range, options)
  return log?.blockNumber ?? null
}

async function searchByState(client: ChainClient, pool: Pool, range: BlockRange): Promise<number | null> {
  const hasPrice = async (blockNumber: number) => {
    const call = contractCall(poolAbi, pool.address, 'slot0', [])
    const [slot0] = await fetchContracts(client, [call], blockNumber)
    return slot0.ok && slot0.value[0] > 0n
  }
  const [isOld, isThere] = await Promise.all([hasPrice(range.fromBlock), hasPrice(range.toBlock)])
  if (!isThere) return null
  if (isOld) return range.fromBlock
  return (await searchBlocks(range, hasPrice)).until
}

/** Reads backwards from the latest block at which the pool is known to have been there; nothing is said of blocks before the range. */
async function searchByLogs(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  isOlderKnown: boolean,
): Promise<number | null> {
  const seen = await fetchSeenBlock(client, pool, range)
  if (seen !== null && seen <= range.fromBlock) return range.fromBlock
  let toBlock = seen ?? range.toBlock
  for (let step = scanBlocksOf(client) * FIRST_STEP_REQUESTS; toBlock >= range.fromBlock; step *= STEP_GROWTH) {
    const fromBlock = Math.max(range.fromBlock, toBlock - step + 1)
    const around = { before: range.toBlock - toBlock, after: fromBlock - range.fromBlock }
    const found = await scanInitialize(client, pool, { fromBlock, toBlock }, { around })
    if (found !== null) return found
    toBlock = fromBlock - 1
  }
  return isOlderKnown ? range.fromBlock : null
}

/** The first block after a time that the pool itself remembers; `null` when it remembers none. */
async function fetchSeenBlock(client: ChainClient, pool: Pool, range: BlockRange): Promise<number | null> {
  const time = await fetchRememberedTime(client, pool, range.toBlock)
  if (time === null) return null
  const timestamp = (await fetchTimestamps(client, [range.toBlock])).get(range.toBlock) as number
  const block = await fetchBlockAtTime(client, time, { number: range.fromBlock }, { number: range.toBlock, timestamp })
  return Math.max(block, range.fromBlock)
}

/**
 * The earliest time (seconds) that a pool's state at a block names: when its oldest observation was written, and when its lowest tick was
 * first used. The pool was there before each of them. As long as the price is above that tick, its count of seconds is such a time.
 *
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Tick.sol#L110-L150
 */
async function fetchRememberedTime(client: ChainClient, pool: Pool, blockNumber: number): Promise<number | null> {
  const { address, tickSpacing } = pool
  const lowest = Math.ceil(MIN_TICK / tickSpacing) * tickSpacing
  const [slot0, low] = await fetchContracts(
    client,
    [contractCall(poolAbi, address, 'slot0', []), contractCall(poolAbi, address, 'ticks', [lowest])],
    blockNumber,
  )
  if (!slot0.ok) return null
  const [, tick, index, cardinality] = slot0.value
  const places = [(index + 1) % Math.max(cardinality, 1), 0]
  const observations = await fetchContracts(
    client,
    places.map((place) => contractCall(poolAbi, address, 'observations', [BigInt(place)])),
    blockNumber,
  )
  const times = observations.flatMap((answer) => (answer.ok && answer.value[3] ? [answer.value[0]] : []))
  if (low.ok && low.value[7] && tick >= lowest) times.push(low.value[6])
  const known = times.filter((time) => time > 0)
  return known.length === 0 ? null : Math.min(...known)
}
