import type { BlockRange } from './primitives'
import type { RawLog } from './rawLog'

/**
 * A set of logs that might exist, in the shape in which logs are asked for: some contracts, some values in each place of the
 * topics, some blocks. It is a box, because each of these can be chosen independently of the others.
 *
 * A log is only in it if it has as many topics as the box has places for them.
 *
 * Addresses and topics are lower-case, sorted and without doubles, so that equal sets are equal lists; `null` is any.
 */
export interface LogBox {
  readonly addresses: readonly string[] | null
  readonly topics: readonly (readonly string[] | null)[]
  readonly range: BlockRange
}

/** Makes the test that says whether a log lies in a box. */
export function createBoxTest({ addresses, topics, range }: LogBox): (log: RawLog) => boolean {
  const wantedAddresses = addresses && new Set(addresses)
  const wantedTopics = topics.map((values) => values && new Set(values))
  return (log) =>
    log.blockNumber >= range.fromBlock &&
    log.blockNumber <= range.toBlock &&
    log.topics.length >= wantedTopics.length &&
    (wantedAddresses === null || wantedAddresses.has(log.address.toLowerCase())) &&
    wantedTopics.every((values, index) => values === null || values.has(log.topics[index]?.toLowerCase() ?? ''))
}
