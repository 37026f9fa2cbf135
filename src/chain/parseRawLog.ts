import { getAddress } from 'viem'
import type { Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { RawLog } from './chainClient'
import { parseQuantity } from './parseQuantity'
import type { TextPool } from './textPool'

const bytes20 = /^0x[\da-f]{40}$/i
const bytes32 = /^0x[\da-f]{64}$/i
const bytes = /^0x([\da-f]{2})*$/i

function refuse(what: string): never {
  throw new InconsistentDataError(`The node gave an event with ${what}.`)
}

/**
 * Parses a log as `eth_getLogs` and receipts carry it; `null` for one that a reorganisation removed.
 *
 * @param pool where many logs are kept: what they have in common stands in memory once
 * @throws InconsistentDataError when a field is missing or malformed.
 */
export function parseRawLog(value: unknown, pool: TextPool | null = null): RawLog | null {
  if (typeof value !== 'object' || value === null) return refuse('no fields')
  const log = value as Record<string, unknown>
  if (log['removed'] === true) return null
  const { address, topics, data, blockHash, transactionHash, blockTimestamp } = log
  if (typeof address !== 'string' || !bytes20.test(address)) return refuse('an unreadable address')
  if (!Array.isArray(topics) || topics.length > 4 || !topics.every((t) => typeof t === 'string' && bytes32.test(t))) {
    return refuse('unreadable topics')
  }
  if (typeof data !== 'string' || !bytes.test(data)) return refuse('unreadable data')
  if (typeof blockHash !== 'string' || !bytes32.test(blockHash)) return refuse('an unreadable block hash')
  if (typeof transactionHash !== 'string' || !bytes32.test(transactionHash)) return refuse('an unreadable transaction')
  return {
    address: getAddress(address),
    topics: pool === null ? (topics as Hex[]) : (topics as Hex[]).map((topic) => pool.share(topic)),
    data: data as Hex,
    blockNumber: parseQuantity(log['blockNumber'], 'block number of an event'),
    blockHash: (pool?.share(blockHash) ?? blockHash) as Hex,
    logIndex: parseQuantity(log['logIndex'], 'index of an event'),
    transactionHash: (pool?.share(transactionHash) ?? transactionHash) as Hex,
    timestamp:
      blockTimestamp === undefined || blockTimestamp === null
        ? null
        : parseQuantity(blockTimestamp, 'time of an event'),
  }
}
