import { PRICE_SERVICE } from '../config/priceService'
import { PriceServiceError } from '../errors'
import type { ServiceRecord } from './judgeServicePrice'

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The coins of a reply by name, in lower case. */
function readCoins(text: string): ReadonlyMap<string, Fields> {
  let reply: unknown
  try {
    reply = JSON.parse(text)
  } catch (cause) {
    throw new PriceServiceError(PRICE_SERVICE.name, 'answered with something that is no JSON', { cause })
  }
  const coins = isFields(reply) ? reply['coins'] : undefined
  if (!isFields(coins))
    throw new PriceServiceError(PRICE_SERVICE.name, 'answered with something that is no list of prices')
  return new Map(
    Object.entries(coins).flatMap(([name, coin]) => (isFields(coin) ? [[name.toLowerCase(), coin] as const] : [])),
  )
}

/** One price; `null` where it has no positive price or no time. */
function readRecord({ price, timestamp, confidence }: Fields, decimals: number | null): ServiceRecord | null {
  if (typeof price !== 'number' || !Number.isFinite(price) || price <= 0) return null
  if (typeof timestamp !== 'number' || !Number.isSafeInteger(timestamp)) return null
  const isShare = typeof confidence === 'number' && confidence >= 0 && confidence <= 1
  return { price, timestamp, confidence: isShare ? confidence : null, decimals }
}

/**
 * Reads the reply to `/prices/historical/<timestamp>/<coins>`: one price of each coin, by its name in lower case. Coins without a usable
 * price are left out.
 *
 * @throws PriceServiceError when it is no such reply.
 */
export function parseHistoricalReply(text: string): ReadonlyMap<string, ServiceRecord> {
  const found = new Map<string, ServiceRecord>()
  for (const [name, coin] of readCoins(text)) {
    const { decimals } = coin
    const record = readRecord(coin, typeof decimals === 'number' ? decimals : null)
    if (record !== null) found.set(name, record)
  }
  return found
}

/**
 * Reads the reply to `/batchHistorical`: any number of prices of each coin, by its name in lower case, in no order. It does not say the
 * decimals.
 *
 * @throws PriceServiceError when it is no such reply.
 */
export function parseBatchReply(text: string): ReadonlyMap<string, readonly ServiceRecord[]> {
  const found = new Map<string, readonly ServiceRecord[]>()
  for (const [name, { prices }] of readCoins(text)) {
    const records = Array.isArray(prices)
      ? prices.map((price) => (isFields(price) ? readRecord(price, null) : null))
      : []
    found.set(
      name,
      records.filter((record) => record !== null),
    )
  }
  return found
}
