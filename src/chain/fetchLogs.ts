import { numberToHex } from 'viem'
import type { BlockRange } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { ChainClient, LogFilter, RawLog } from './chainClient'
import { parseRawLog } from './parseRawLog'
import { TextPool } from './textPool'

/** One for each client: a scan reads the same topics again and again. */
const pools = new WeakMap<ChainClient, TextPool>()

function poolOf(client: ChainClient): TextPool {
  const known = pools.get(client)
  if (known) return known
  const pool = new TextPool()
  pools.set(client, pool)
  return pool
}

function lowerCaseSet(value: string | readonly string[] | null): ReadonlySet<string> | null {
  if (value === null) return null
  return new Set((typeof value === 'string' ? [value] : value).map((entry) => entry.toLowerCase()))
}

/** Checks each log against what was asked for, so that an endpoint that ignores a part of the filter is noticed. */
function createCheck(client: ChainClient, filter: LogFilter, range: BlockRange): (log: RawLog) => void {
  const addresses = lowerCaseSet(filter.address)
  const topics = filter.topics.map((topic) => lowerCaseSet(topic))
  return (log) => {
    const isWanted =
      log.blockNumber >= range.fromBlock &&
      log.blockNumber <= range.toBlock &&
      (addresses === null || addresses.has(log.address.toLowerCase())) &&
      topics.every((wanted, index) => wanted === null || wanted.has(log.topics[index]?.toLowerCase() ?? ''))
    if (!isWanted) {
      throw new InconsistentDataError(`${client.host} gave events that were not asked for.`, {
        details: `${filter.what}: event ${log.logIndex} of block ${log.blockNumber}, asked for ${range.fromBlock} to ${range.toBlock}`,
      })
    }
  }
}

/**
 * Reads the logs of one range with one request; `scanLogs` is what copes with ranges that are too long.
 *
 * Reads `eth_getLogs`. Logs that a reorganisation removed are left out.
 *
 * @throws RpcLimitError when the range is too long or holds too much, InconsistentDataError when a log is malformed or
 * was not asked for.
 */
export async function fetchLogs(client: ChainClient, filter: LogFilter, range: BlockRange): Promise<readonly RawLog[]> {
  const query = {
    ...(filter.address === null ? {} : { address: filter.address }),
    topics: filter.topics,
    fromBlock: numberToHex(range.fromBlock),
    toBlock: numberToHex(range.toBlock),
  }
  const answer = await client.request('eth_getLogs', [query])
  if (!Array.isArray(answer)) throw new InconsistentDataError(`${client.host} gave no list of events.`)
  const check = createCheck(client, filter, range)
  const pool = poolOf(client)
  const logs: RawLog[] = []
  for (const entry of answer) {
    const log = parseRawLog(entry, pool)
    if (log === null) continue
    check(log)
    logs.push(log)
  }
  return logs
}
