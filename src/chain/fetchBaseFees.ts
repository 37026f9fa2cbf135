import { numberToHex } from 'viem'
import { InconsistentDataError } from '../errors'
import type { ChainClient } from './chainClient'
import { memoised } from './memoised'
import { parseBigQuantity } from './parseQuantity'
import { requestPresent } from './requestPresent'

/** What stands for a block that names no base fee. */
const none = 'none'

async function fetchBaseFee(client: ChainClient, blockNumber: number): Promise<bigint | null> {
  const key = String(blockNumber)
  const kept = (await client.cache?.readFacts('baseFee', [key]))?.get(key)
  if (kept !== undefined && /^(none|\d{1,30})$/.test(kept)) return kept === none ? null : BigInt(kept)
  const fee = await fetchFromHeader(client, blockNumber)
  client.cache?.addFacts('baseFee', [{ key, blockNumber, text: fee === null ? none : String(fee) }])
  return fee
}

async function fetchFromHeader(client: ChainClient, blockNumber: number): Promise<bigint | null> {
  const header = await requestPresent(client, 'eth_getBlockByNumber', [numberToHex(blockNumber), false])
  if (typeof header !== 'object' || header === null) {
    throw new InconsistentDataError(`${client.host} does not have block ${blockNumber}.`)
  }
  const { baseFeePerGas } = header as { readonly baseFeePerGas?: unknown }
  return baseFeePerGas === undefined || baseFeePerGas === null ? null : parseBigQuantity(baseFeePerGas, 'base fee')
}

/**
 * Reads the base fee of each block in wei; `null` for a block that names none (before EIP-1559, or on a chain without it).
 *
 * Reads one block header for each number, side by side, each once per client; none for those that an earlier visit kept.
 *
 * @throws InconsistentDataError when the endpoint does not have a block.
 */
export async function fetchBaseFees(
  client: ChainClient,
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, bigint | null>> {
  const distinct = [...new Set(blockNumbers)]
  const fees = await Promise.all(
    distinct.map((block) => memoised(client, 'fetchBaseFees', String(block), () => fetchBaseFee(client, block))),
  )
  return new Map(distinct.map((block, index) => [block, fees[index] ?? null]))
}
