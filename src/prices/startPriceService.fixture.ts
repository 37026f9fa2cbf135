import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the service knows of a coin. */
export interface KnownCoin {
  readonly decimals?: number
  readonly prices: readonly { readonly timestamp: number; readonly price: number; readonly confidence?: number }[]
}

export interface TestPriceService {
  readonly url: string
  /** Paths with their queries, decoded, in the order in which they were asked for. */
  readonly asked: readonly string[]
  /** Headers of the last question. */
  readonly headers: Readonly<Record<string, unknown>>
  stop(): Promise<void>
}

const searchWidth = 3_600

/** The reply of DefiLlama's servers: the nearest price within the search width; coins without one are absent. */
function answer(coins: Readonly<Record<string, KnownCoin>>, path: string): unknown {
  const url = new URL(path, 'http://x')
  const nearest = (name: string, timestamp: number) =>
    (coins[name]?.prices ?? [])
      .filter((price) => Math.abs(price.timestamp - timestamp) <= searchWidth)
      .toSorted((a, b) => Math.abs(a.timestamp - timestamp) - Math.abs(b.timestamp - timestamp))[0]
  const historical = /^\/prices\/historical\/(\d+)\/(.+)$/.exec(decodeURIComponent(url.pathname))
  if (historical) {
    const [, timestamp = '', names = ''] = historical
    const found = names.split(',').flatMap((name) => {
      const price = nearest(name, Number(timestamp))
      return price ? [[name, { decimals: coins[name]?.decimals, symbol: 'X', ...price }]] : []
    })
    return { coins: Object.fromEntries(found) }
  }
  const asked = JSON.parse(url.searchParams.get('coins') ?? '{}') as Readonly<Record<string, readonly number[]>>
  const found = Object.entries(asked).flatMap(([name, timestamps]) => {
    const prices = timestamps.flatMap((timestamp) => nearest(name, timestamp) ?? [])
    // They come in no order.
    return prices.length === 0 ? [] : [[name, { symbol: 'X', prices: prices.toReversed() }]]
  })
  return { coins: Object.fromEntries(found) }
}

/** For tests: a real HTTP server on a free port of 127.0.0.1 that speaks DefiLlama's format, or replies as a test says. */
export async function startPriceService(
  coins: Readonly<Record<string, KnownCoin>>,
  reply?: (response: ServerResponse, path: string) => void,
): Promise<TestPriceService> {
  const asked: string[] = []
  let headers: Readonly<Record<string, unknown>> = {}
  const server = createServer((incoming, response) => {
    const path = incoming.url ?? ''
    asked.push(decodeURIComponent(path))
    headers = incoming.headers
    if (reply) reply(response, path)
    else {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer(coins, path)))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get headers() {
      return headers
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
