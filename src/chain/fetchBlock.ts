import { numberToHex } from 'viem'
import type { BlockRef, Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { ChainClient } from './chainClient'
import { parseQuantity } from './parseQuantity'
import { requestPresent } from './requestPresent'

const hash = /^0x[\da-f]{64}$/i

/**
 * Reads a block's number, hash and time (seconds).
 *
 * Reads `eth_getBlockByNumber` without transactions.
 *
 * @throws InconsistentDataError when the endpoint has no such block, or answers with another one.
 */
export async function fetchBlock(client: ChainClient, block: 'latest' | 'finalized' | number): Promise<BlockRef> {
  const tag = typeof block === 'number' ? numberToHex(block) : block
  const answer = await requestPresent(client, 'eth_getBlockByNumber', [tag, false])
  if (typeof answer !== 'object' || answer === null) {
    throw new InconsistentDataError(`${client.host} does not have block ${block}.`)
  }
  const header = answer as { readonly number?: unknown; readonly hash?: unknown; readonly timestamp?: unknown }
  const number = parseQuantity(header.number, 'block number')
  if (typeof block === 'number' && number !== block) {
    throw new InconsistentDataError(`${client.host} gave block ${number} when asked for block ${block}.`)
  }
  if (typeof header.hash !== 'string' || !hash.test(header.hash)) {
    throw new InconsistentDataError(`${client.host} gave block ${number} without its hash.`)
  }
  return { number, hash: header.hash as Hex, timestamp: parseQuantity(header.timestamp, 'block time') }
}
