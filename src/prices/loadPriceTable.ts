import type { ChainClient } from '../chain/chainClient'
import { fetchHasArchiveState } from '../chain/fetchHasArchiveState'
import type { Pool } from '../domain/pool'
import { priceKey } from '../domain/prices'
import type { PriceQuote, PriceTable } from '../domain/prices'
import type { Address, Currency } from '../domain/primitives'
import { HistoryUnavailableError } from '../errors'
import type { ProtocolAdapter } from '../protocols/adapter'
import { computeQuotes } from './computeQuotes'
import { fetchFactsByLogs } from './fetchFactsByLogs'
import { fetchFactsByState } from './fetchFactsByState'
import { loadServicePrices } from './loadServicePrices'
import type { PriceContext } from './priceContext'
import type { PriceFacts } from './priceFacts'

export interface PriceTableParameters {
  readonly pool: Pool
  readonly currency: Currency
  /** Tokens to price besides the pool's two and the wrapped native coin: rewards. */
  readonly tokens: readonly Address[]
  readonly blockNumbers: readonly number[]
  /** Its state is always there; older blocks' state only on an archive node. */
  readonly reportBlock: number
}

async function fetchFacts(
  client: ChainClient,
  adapter: ProtocolAdapter,
  context: PriceContext,
  { blockNumbers, reportBlock }: PriceTableParameters,
): Promise<readonly PriceFacts[]> {
  const distinct = [...new Set(blockNumbers)]
  const past = distinct.filter((block) => block < reportBlock)
  const hasState = past.length === 0 || (await fetchHasArchiveState(client, context.pool.address, Math.min(...past)))
  const byState = (blocks: readonly number[]) =>
    Promise.all(blocks.map((block) => fetchFactsByState(client, adapter, context, block)))
  const byLogs = async () => {
    const now = distinct.filter((block) => block >= reportBlock)
    const facts = await Promise.all([byState(now), fetchFactsByLogs(client, adapter, context, past, reportBlock)])
    return facts.flat()
  }
  if (!hasState) return await byLogs()
  try {
    return await byState(distinct)
  } catch (error) {
    // One probe cannot vouch for every block: some endpoints keep state with gaps.
    if (error instanceof HistoryUnavailableError && past.length > 0) return await byLogs()
    throw error
  }
}

/**
 * Prices a pool's two tokens, the wrapped native coin and further tokens at the end of each block: by rules 1 to 4 of the law from the
 * chain alone; what those leave open by rule 5, where the price service is switched on. What is not known is `null` with a reason in
 * `missing`.
 *
 * With archive state all blocks are read side by side, one request deep (two where a feed of the chain does not exist yet);
 * without it, from logs and the feeds' rounds.
 *
 * @throws the chain client's named errors; HistoryUnavailableError when not even the report's block has its state.
 */
export async function loadPriceTable(
  client: ChainClient,
  adapter: ProtocolAdapter,
  parameters: PriceTableParameters,
): Promise<PriceTable> {
  const { pool, currency, tokens } = parameters
  const context: PriceContext = { config: client.config, pool, currency, tokens }
  const chainFacts = await fetchFacts(client, adapter, context, parameters)
  const facts = await loadServicePrices(client, adapter, context, chainFacts, parameters.reportBlock)

  const quotes = new Map<string, PriceQuote | null>()
  const sqrtPriceX96 = new Map<number, bigint>()
  const whyUnknown = new Map<string, string>()
  const missing = new Map<string, { readonly what: string; readonly why: string }>()
  for (const block of facts) {
    if (block.sqrtPriceX96 !== null) sqrtPriceX96.set(block.blockNumber, block.sqrtPriceX96)
    const found = computeQuotes(context, block)
    for (const [token, quote] of found.quotes) quotes.set(priceKey(token as Address, block.blockNumber), quote)
    for (const [token, why] of found.whyUnknown) whyUnknown.set(priceKey(token as Address, block.blockNumber), why)
    for (const item of found.missing) missing.set(`${item.what}\n${item.why}`, item)
  }
  const native = client.config.wrappedNative.address
  return { currency, native, quotes, sqrtPriceX96, missing: [...missing.values()], whyUnknown }
}
