import { countBlocks, intersectRanges, subtractRanges } from '../../chain/blockRanges'
import type { ChainClient, RawLog } from '../../chain/chainClient'
import type { ScanOptions } from '../../chain/logScan'
import { scanLogs } from '../../chain/scanLogs'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { LongScanError } from '../../errors'
import { poolTopics } from './eventTopics'

type Limits = Pick<ScanOptions, 'fewRequests' | 'fewLogs'>

/** Blocks that are read or were read, and within which limits. */
interface ReadPart {
  readonly range: BlockRange
  readonly limits: Limits
  readonly logs: Promise<readonly RawLog[]>
}

/** What one client has read of one pool. */
interface ReadPool {
  readonly parts: ReadPart[]
  /** Readings that took too long. */
  readonly refused: { readonly range: BlockRange; readonly limits: Limits; readonly error: LongScanError }[]
}

const readPools = new WeakMap<ChainClient, Map<string, ReadPool>>()

function readPoolOf(client: ChainClient, pool: Pool): ReadPool {
  let pools = readPools.get(client)
  if (!pools) readPools.set(client, (pools = new Map()))
  const key = pool.address.toLowerCase()
  let known = pools.get(key)
  if (!known) pools.set(key, (known = { parts: [], refused: [] }))
  return known
}

/** Whether all logs of a pool in some blocks were read by this client, or are being read. */
export function arePoolLogsRead(client: ChainClient, pool: Pool, range: BlockRange): boolean {
  const { parts } = readPoolOf(client, pool)
  return (
    subtractRanges(
      range,
      parts.map((part) => part.range),
    ).length === 0
  )
}

/** The blocks around one that were read together, and their logs; `null` where that block was not read. */
export async function findReadPoolLogs(
  client: ChainClient,
  pool: Pool,
  blockNumber: number,
): Promise<{ readonly range: BlockRange; readonly logs: readonly RawLog[] } | null> {
  const part = readPoolOf(client, pool).parts.find(
    ({ range }) => range.fromBlock <= blockNumber && blockNumber <= range.toBlock,
  )
  if (part === undefined) return null
  try {
    return { range: part.range, logs: await part.logs }
  } catch (error) {
    if (error instanceof LongScanError) return null
    throw error
  }
}

/**
 * Reads everything that a pool logs of its price, its liquidity and its fees in a range of blocks, in order. Prices, the search for the
 * largest owner and the replay of fees all want the same blocks: each is asked for once per client, whoever asks first.
 *
 * @param limits of what is still to be read.
 * @throws LongScanError as `limits` say, else as `scanLogs`.
 */
export async function fetchPoolLogs(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  limits: Limits = {},
): Promise<readonly RawLog[]> {
  if (countBlocks(range) < 1) return []
  const { parts, refused } = readPoolOf(client, pool)
  for (;;) {
    const missing = subtractRanges(
      range,
      parts.map((part) => part.range),
    )
    const isRefused = (one: ReadPool['refused'][number]) =>
      isWithin(limits, one.limits) && missing.some((part) => subtractRanges(one.range, [part]).length === 0)
    const before = refused.find(isRefused)
    if (before !== undefined) throw before.error
    const own = missing.map((part) => startPart(client, pool, part, limits))
    const used = parts.filter((part) => intersectRanges(part.range, range) !== null)
    const outcomes = await Promise.allSettled(used.map(({ logs }) => logs))
    const failed = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [{ error: outcome.reason as unknown, part: used[index] as ReadPart }] : [],
    )
    const [final] = failed.filter(({ error, part }) => own.includes(part) || !(error instanceof LongScanError))
    if (final !== undefined) throw final.error
    if (failed.length === 0) {
      const read = used.map((part, index) => ({
        ...part,
        logs: (outcomes[index] as { value: readonly RawLog[] }).value,
      }))
      return joinParts(read, range)
    }
  }
}

/** Begins to read blocks. A reading that fails is forgotten, so that it can be tried again. */
function startPart(client: ChainClient, pool: Pool, range: BlockRange, limits: Limits): ReadPart {
  const { parts, refused } = readPoolOf(client, pool)
  const { initialize, mint, burn, collect, swap, flash, setFeeProtocol } = poolTopics
  const topics = [[initialize, mint, burn, collect, swap, flash, setFeeProtocol]]
  const filter = { address: pool.address, topics, what: 'what happened in the pool' }
  const part: ReadPart = { range, limits, logs: scanLogs(client, filter, range, limits) }
  parts.push(part)
  part.logs.catch((error: unknown) => {
    parts.splice(parts.indexOf(part), 1)
    if (error instanceof LongScanError) refused.push({ range, limits, error })
  })
  return part
}

/** Whether limits allow no more than others. */
function isWithin(limits: Limits, others: Limits): boolean {
  const { fewRequests = Infinity, fewLogs = Infinity } = limits
  return fewRequests <= (others.fewRequests ?? Infinity) && fewLogs <= (others.fewLogs ?? Infinity)
}

/** Parts do not overlap, and each is in order. */
function joinParts(
  parts: readonly { readonly range: BlockRange; readonly logs: readonly RawLog[] }[],
  { fromBlock, toBlock }: BlockRange,
): readonly RawLog[] {
  const ordered = [...parts].sort((a, b) => a.range.fromBlock - b.range.fromBlock)
  return ordered
    .flatMap(({ logs }) => logs)
    .filter(({ blockNumber }) => fromBlock <= blockNumber && blockNumber <= toBlock)
}
