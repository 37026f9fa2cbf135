import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import { priceKey } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { ProtocolAdapter } from '../protocols/adapter'
import { fetchServicePrices } from './fetchServicePrices'
import type { ServiceQuestion } from './fetchServicePrices'
import { listUnpricedTokens } from './listUnpricedTokens'
import type { PriceContext } from './priceContext'
import { isInPool } from './priceContext'
import type { PriceFacts } from './priceFacts'

/** Every chain's coin counts in wei. */
const NATIVE_DECIMALS = 18

/** Decimals by lower-case address: those of the pool's tokens and the coin are known, the others are read. */
async function fetchDecimals(
  client: ChainClient,
  adapter: ProtocolAdapter,
  context: PriceContext,
  tokens: readonly Address[],
  reportBlock: number,
): Promise<ReadonlyMap<string, number | null>> {
  const { pool, config } = context
  const isNative = (token: Address) => isSameAddress(token, config.wrappedNative.address)
  const others = tokens.filter((token) => !isInPool(context, token) && !isNative(token))
  const read = others.length === 0 ? [] : await adapter.tokens(client, others, reportBlock)
  const native = { address: config.wrappedNative.address, decimals: NATIVE_DECIMALS }
  return new Map(
    [native, pool.token0, pool.token1, ...read].map(({ address, decimals }) => [address.toLowerCase(), decimals]),
  )
}

/**
 * Asks the price service, where the person has switched it on, for what rules 1 to 4 left without a price (rule 5 of the law), and adds
 * the answers to the facts of each block. Where it is off, or nothing is left, nothing is read and nobody is asked.
 *
 * @throws CancelledError, and the chain client's named errors when the times of the blocks cannot be read.
 */
export async function loadServicePrices(
  client: ChainClient,
  adapter: ProtocolAdapter,
  context: PriceContext,
  facts: readonly PriceFacts[],
  reportBlock: number,
): Promise<readonly PriceFacts[]> {
  const url = client.priceServiceUrl
  if (url === undefined) return facts
  const unpriced = new Map(
    facts.flatMap((block) => {
      const tokens = listUnpricedTokens(context, block)
      return tokens.length === 0 ? [] : [[block.blockNumber, tokens] as const]
    }),
  )
  if (unpriced.size === 0) return facts
  const [timestamps, decimals] = await Promise.all([
    fetchTimestamps(client, [...unpriced.keys()]),
    fetchDecimals(client, adapter, context, [...new Set([...unpriced.values()].flat())], reportBlock),
  ])
  const questions = [...unpriced].flatMap(([blockNumber, tokens]) =>
    tokens.flatMap((token): readonly ServiceQuestion[] => {
      const [count, timestamp] = [decimals.get(token) ?? null, timestamps.get(blockNumber)]
      return count === null || timestamp === undefined ? [] : [{ token, decimals: count, blockNumber, timestamp }]
    }),
  )
  const answers = await fetchServicePrices(client, url, questions)
  return facts.map((block) => {
    const tokens = unpriced.get(block.blockNumber) ?? []
    const service = tokens.flatMap((token) => {
      const answer = answers.get(priceKey(token, block.blockNumber))
      return answer === undefined ? [] : [[token, answer] as const]
    })
    return service.length === 0 ? block : { ...block, service: new Map(service) }
  })
}
