import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChainConfig } from '../domain/chainConfig'
import type { Token } from '../domain/pool'
import type { Address, Currency } from '../domain/primitives'
import { computePriceFromSqrtPriceX96 } from '../math/computePriceFromSqrtPriceX96'
import { MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from '../math/tickMath'
import { computeQuotes } from './computeQuotes'
import { computePriceNeeds } from './computePriceNeeds'
import type { ServiceAnswer } from './judgeServicePrice'
import { listUnpricedTokens } from './listUnpricedTokens'
import type { PriceContext } from './priceContext'
import type { FeedAnswer, PriceFacts } from './priceFacts'

const usdc: Token = { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', symbol: 'USDC', decimals: 6 }
const dai: Token = { address: '0x6B175474E89094C44Da98b954EedeAC495271d0F', symbol: 'DAI', decimals: 18 }
const weth: Token = { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', symbol: 'WETH', decimals: 18 }
const wbtc: Token = { address: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', symbol: 'WBTC', decimals: 8 }
const rndr: Token = { address: '0x6De037ef9aD2725EB40118Bb1702EBb27e4Aeb24', symbol: 'RNDR', decimals: 18 }
const odd: Token = { address: '0x00000000000000000000000000000000000000Aa', symbol: 'USDC', decimals: null }
const reward: Address = '0x00000000000000000000000000000000000000bB'

const ethFeed = {
  feed: '0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419',
  description: 'ETH / USD',
  tokens: [weth.address],
} as const
const btcFeed = {
  feed: '0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c',
  description: 'BTC / USD',
  tokens: [wbtc.address],
} as const
const polFeed = {
  feed: '0xAB594600376Ec9fD91F8e885dADF0CE036862dE0',
  description: 'POL / USD',
  tokens: [rndr.address],
} as const

const ethereum = {
  chainId: 1,
  nativeSymbol: 'ETH',
  wrappedNative: weth,
  stablecoins: [usdc, dai],
  feeds: [ethFeed, btcFeed],
} as unknown as ChainConfig
/** A chain whose coin is not ether; RNDR stands in for it. */
const polygon = { ...ethereum, nativeSymbol: 'POL', wrappedNative: rndr, feeds: [polFeed, ethFeed] } as ChainConfig

const now = 1_700_000_000
const poolAddress: Address = '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'
const stablePool: Address = '0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8'
/** Price of one raw token0 in raw token1 is 1/4: with equal decimals 0.25. */
const quarter = 2n ** 95n

function createContext(token0: Token, token1: Token, currency: Currency, config = ethereum): PriceContext {
  const pool = {
    chainId: 1,
    protocol: 'uniswap-v3',
    address: poolAddress,
    token0,
    token1,
    feePpm: 500,
    tickSpacing: 10,
  }
  return { config, pool: pool as PriceContext['pool'], currency, tokens: [reward] }
}

function createFacts(
  rest: Partial<Omit<PriceFacts, 'feeds'>> & { feeds?: readonly [string, FeedAnswer][] } = {},
): PriceFacts {
  return {
    blockNumber: 18_000_000,
    timestamp: now,
    sqrtPriceX96: quarter,
    nativePool: null,
    ...rest,
    feeds: new Map((rest.feeds ?? []).map(([feed, answer]) => [feed.toLowerCase(), answer])),
  }
}

function createAnswer(price: number, age = 60): FeedAnswer {
  return { answer: BigInt(Math.round(price * 1e8)), decimals: 8, updatedAt: now - age }
}

const bothFeeds: readonly [string, FeedAnswer][] = [
  [ethFeed.feed, createAnswer(2_500)],
  [btcFeed.feed, createAnswer(40_000)],
]

function valueOf(
  context: PriceContext,
  facts: PriceFacts,
  token: { readonly address: Address } | Address,
): number | null {
  const address = typeof token === 'string' ? token : token.address
  const quote = computeQuotes(context, facts).quotes.get(address.toLowerCase())
  return quote?.value ?? null
}

function reasonFor(context: PriceContext, facts: PriceFacts, symbol: string): string | undefined {
  return computeQuotes(context, facts).missing.find(({ what }) => what.startsWith(`Price of ${symbol} `))?.why
}

describe('computeQuotes in USD', () => {
  test('rule 1: a pinned stablecoin is 1 USD, and the other token follows by the pool, not by its feed', () => {
    const context = createContext(usdc, weth, 'USD')
    const facts = createFacts({ sqrtPriceX96: 1_584_563_250_285_286_751_870_879_006_720_000n, feeds: bothFeeds })
    const ratio = computePriceFromSqrtPriceX96(facts.sqrtPriceX96 as bigint, 6, 18)
    const { quotes } = computeQuotes(context, facts)
    expect(quotes.get(usdc.address.toLowerCase())).toEqual({ value: 1, sources: [{ kind: 'assumed', symbol: 'USDC' }] })
    expect(quotes.get(weth.address.toLowerCase())).toEqual({
      value: 1 / ratio,
      sources: [
        { kind: 'assumed', symbol: 'USDC' },
        { kind: 'pool', pool: poolAddress, against: usdc.address },
      ],
    })
    expect(1 / ratio).toBeCloseTo(2_500, -2)
  })

  test('rule 1: of two stablecoins the first of the list is 1, the other one follows', () => {
    expect(
      valueOf(createContext(dai, usdc, 'USD'), createFacts({ sqrtPriceX96: 79_228_162_514_264_337_593_543n }), usdc),
    ).toBe(1)
    expect(
      valueOf(createContext(dai, usdc, 'USD'), createFacts({ sqrtPriceX96: 79_228_162_514_264_337_593_543n }), dai),
    ).toBeCloseTo(1, 9)
  })

  test("rule 1: a pool's symbol never prices anything, its address does", () => {
    const impostor = { ...odd, decimals: 6 }
    expect(valueOf(createContext(impostor, rndr, 'USD'), createFacts({ feeds: bothFeeds }), impostor)).toBeNull()
  })

  test('rule 2: the native coin by its feed, the other token by the pool', () => {
    const context = createContext(rndr, weth, 'USD')
    const { quotes } = computeQuotes(context, createFacts({ feeds: bothFeeds }))
    expect(quotes.get(weth.address.toLowerCase())).toEqual({
      value: 2_500,
      sources: [{ kind: 'feed', feed: ethFeed.feed, description: 'ETH / USD', updatedAt: now - 60 }],
    })
    expect(quotes.get(rndr.address.toLowerCase())?.value).toBe(625)
    expect(quotes.get(rndr.address.toLowerCase())?.sources.at(-1)).toEqual({
      kind: 'pool',
      pool: poolAddress,
      against: weth.address,
    })
  })

  test('rule 2: of two tokens with a feed the native coin is the one that counts', () => {
    const context = createContext(wbtc, weth, 'USD')
    expect(valueOf(context, createFacts({ feeds: bothFeeds }), weth)).toBe(2_500)
    expect(valueOf(context, createFacts({ feeds: bothFeeds }), wbtc)).toBeCloseTo(2_500 * 0.25 * 1e-10, 12)
  })

  test('rule 2: where one feed is stale the other one is used', () => {
    const feeds: readonly [string, FeedAnswer][] = [
      [ethFeed.feed, createAnswer(2_500, 25 * 3_600 + 1)],
      [btcFeed.feed, createAnswer(40_000)],
    ]
    expect(valueOf(createContext(wbtc, weth, 'USD'), createFacts({ feeds }), wbtc)).toBe(40_000)
  })

  test.each([
    ['a stale answer', createAnswer(2_500, 25 * 3_600 + 1), /not been updated for more than 25 hours/],
    ['an answer of zero', createAnswer(0), /gave no price/],
    ['a negative answer', createAnswer(-2_500), /gave no price/],
    ['an answer from the future', createAnswer(2_500, -1), /age/],
  ])('rule 2: %s is no price, and no pool takes its place', (_, answer, why) => {
    const nativePool = { pool: stablePool, stablecoin: usdc.address, price: 2_400 }
    const context = createContext(rndr, weth, 'USD')
    const facts = createFacts({ feeds: [[ethFeed.feed, answer]], nativePool })
    expect(valueOf(context, facts, weth)).toBeNull()
    expect(valueOf(context, facts, rndr)).toBeNull()
    expect(reasonFor(context, facts, 'WETH')).toMatch(why)
    expect(reasonFor(context, facts, 'RNDR')).toMatch(why)
  })

  test('rule 2: an answer of exactly 25 hours is used', () => {
    const facts = createFacts({ feeds: [[ethFeed.feed, createAnswer(2_500, 25 * 3_600)]] })
    expect(valueOf(createContext(rndr, weth, 'USD'), facts, weth)).toBe(2_500)
  })

  test('rule 3: without a feed the native coin has the price of its pool against a stablecoin', () => {
    const nativePool = { pool: stablePool, stablecoin: usdc.address, price: 2_400 }
    const { quotes, missing } = computeQuotes(createContext(rndr, weth, 'USD'), createFacts({ nativePool }))
    expect(quotes.get(weth.address.toLowerCase())).toEqual({
      value: 2_400,
      sources: [
        { kind: 'assumed', symbol: 'USDC' },
        { kind: 'pool', pool: stablePool, against: usdc.address },
      ],
    })
    expect(quotes.get(rndr.address.toLowerCase())?.value).toBe(600)
    expect(missing.map(({ what }) => what)).toEqual(['Price of 0x0000…00bb in USD'])
  })

  test('behavior: a token that nothing prices is unknown with a reason, and so is the coin for gas', () => {
    const facts = createFacts()
    const context = createContext(rndr, { ...odd, decimals: 18 }, 'USD')
    for (const token of [rndr, odd, weth, reward]) expect(valueOf(context, facts, token)).toBeNull()
    expect(reasonFor(context, facts, 'WETH')).toBe('There is no feed for it, nor a pool against a stablecoin.')
    expect(reasonFor(context, facts, 'RNDR')).toMatch(/^Neither/)
  })

  test('behavior: decimals that cannot be read leave the other token unknown, and say so', () => {
    const context = createContext(odd, weth, 'USD')
    const facts = createFacts({ feeds: bothFeeds })
    expect(valueOf(context, facts, weth)).toBe(2_500)
    expect(valueOf(context, facts, odd)).toBeNull()
    expect(reasonFor(context, facts, 'USDC')).toBe('The decimals of USDC cannot be read.')
  })

  test('behavior: before the pool had a price, each token has only its own', () => {
    const context = createContext(rndr, weth, 'USD')
    const facts = createFacts({ sqrtPriceX96: null, feeds: bothFeeds })
    expect(valueOf(context, facts, weth)).toBe(2_500)
    expect(reasonFor(context, facts, 'RNDR')).toBe('The pool had no price yet.')
  })
})

describe('computeQuotes with a price service', () => {
  const said = (price: number) => ({ price, confidence: 0.95, timestamp: now - 100 })
  const source = { kind: 'service', name: 'DefiLlama', confidence: 0.95, timestamp: now - 100 } as const
  const unknown = { ...odd, decimals: 18 }
  const tell = (...entries: [Address, ServiceAnswer][]) =>
    new Map(entries.map(([token, answer]) => [token.toLowerCase(), answer]))

  test('rule 5: a token that nothing else prices, and the other one by the pool', () => {
    const context = createContext(rndr, unknown, 'USD')
    const { quotes } = computeQuotes(context, createFacts({ service: tell([unknown.address, said(8)]) }))
    expect(quotes.get(unknown.address.toLowerCase())).toEqual({ value: 8, sources: [source] })
    expect(quotes.get(rndr.address.toLowerCase())).toEqual({
      value: 2,
      sources: [source, { kind: 'pool', pool: poolAddress, against: unknown.address }],
    })
  })

  test("rule 5: of two tokens token0's price counts, and the two stand in the pool's own ratio", () => {
    const context = createContext(rndr, unknown, 'USD')
    const facts = createFacts({ service: tell([rndr.address, said(3)], [unknown.address, said(8)]) })
    expect(valueOf(context, facts, rndr)).toBe(3)
    expect(valueOf(context, facts, unknown)).toBe(12)
  })

  test('rule 5: a reward, and the coin for gas', () => {
    const facts = createFacts({ service: tell([reward, said(0.5)], [weth.address, said(2_000)]) })
    const context = createContext(rndr, usdc, 'USD')
    expect(valueOf(context, facts, reward)).toBe(0.5)
    expect(valueOf(context, facts, weth)).toBe(2_000)
  })

  test('rule 5: what it does not give stays unknown, with both reasons', () => {
    const context = createContext(rndr, unknown, 'USD')
    const why = 'DefiLlama is less than 90 % sure of its price'
    const facts = createFacts({ service: tell([rndr.address, { why }], [unknown.address, { why }]) })
    expect(valueOf(context, facts, rndr)).toBeNull()
    expect(reasonFor(context, facts, 'RNDR')).toBe(`Neither a stablecoin, a feed nor its pool prices it, and ${why}.`)
  })

  test('rule 5: nothing is asked for where rules 1 to 4 price everything, or where no price could help', () => {
    const priced = { ...createContext(rndr, weth, 'USD'), tokens: [] }
    expect(listUnpricedTokens(priced, createFacts({ feeds: bothFeeds }))).toEqual([])
    const ratio = { ...createContext(rndr, unknown, 'token0'), tokens: [] }
    expect(listUnpricedTokens({ ...ratio, config: polygon }, createFacts())).toEqual([])
    const countless = { ...createContext(rndr, odd, 'USD'), tokens: [] }
    expect(listUnpricedTokens(countless, createFacts({ feeds: bothFeeds }))).toEqual([])
    expect(listUnpricedTokens(priced, createFacts({ sqrtPriceX96: null, feeds: bothFeeds }))).toEqual([])
  })

  test('rule 5: asked for are the tokens without a price, and the currency where they are told in it', () => {
    const context = createContext(rndr, unknown, 'USD')
    const lower = (...tokens: Address[]) => tokens.map((address) => address.toLowerCase())
    expect(listUnpricedTokens(context, createFacts({ feeds: bothFeeds }))).toEqual(
      lower(rndr.address, unknown.address, reward),
    )
    const inToken = { ...createContext(rndr, unknown, 'token0'), tokens: [] }
    expect(listUnpricedTokens(inToken, createFacts({ feeds: bothFeeds }))).toEqual(lower(rndr.address, unknown.address))
  })
})

describe('computeQuotes in other currencies', () => {
  test("token0 and token1: the pool's ratio is enough, but for gas in a pool without the native coin", () => {
    const facts = createFacts()
    expect(valueOf(createContext(rndr, weth, 'token0'), facts, rndr)).toBe(1)
    expect(valueOf(createContext(rndr, weth, 'token0'), facts, weth)).toBe(4)
    expect(valueOf(createContext(rndr, weth, 'token1'), facts, rndr)).toBe(0.25)
    expect(valueOf(createContext(rndr, weth, 'token1'), facts, weth)).toBe(1)
    const withoutNative = createContext(rndr, { ...usdc, decimals: 18 }, 'token0')
    expect(valueOf(withoutNative, facts, usdc)).toBe(4)
    expect(valueOf(withoutNative, facts, weth)).toBeNull()
    // 1 RNDR is 0.25 USDC.
    expect(valueOf(withoutNative, createFacts({ feeds: bothFeeds }), weth)).toBe(10_000)
  })

  test('token0: with unreadable decimals only the token itself has a price', () => {
    expect(valueOf(createContext(odd, weth, 'token0'), createFacts({ feeds: bothFeeds }), odd)).toBe(1)
    expect(valueOf(createContext(odd, weth, 'token0'), createFacts({ feeds: bothFeeds }), weth)).toBeNull()
  })

  test("ETH where it is the chain's coin: one, and others through the pool or through USD", () => {
    const facts = createFacts({ feeds: bothFeeds })
    expect(valueOf(createContext(rndr, weth, 'ETH'), createFacts(), weth)).toBe(1)
    expect(valueOf(createContext(rndr, weth, 'ETH'), createFacts(), rndr)).toBe(0.25)
    const { quotes } = computeQuotes(createContext(rndr, { ...usdc, decimals: 18 }, 'ETH'), facts)
    expect(quotes.get(usdc.address.toLowerCase())).toEqual({
      value: 1 / 2_500,
      sources: [
        { kind: 'feed', feed: ethFeed.feed, description: 'ETH / USD', updatedAt: now - 60 },
        { kind: 'assumed', symbol: 'USDC' },
      ],
    })
    expect(quotes.get(rndr.address.toLowerCase())?.value).toBeCloseTo(0.25 / 2_500, 15)
    expect(quotes.get(weth.address.toLowerCase())?.value).toBe(1)
  })

  test("ETH where the chain's coin is another one: through the feed of ether", () => {
    const context = createContext(rndr, { ...usdc, decimals: 18 }, 'ETH', polygon)
    const feeds: readonly [string, FeedAnswer][] = [
      [ethFeed.feed, createAnswer(2_000)],
      [polFeed.feed, createAnswer(0.5)],
    ]
    expect(valueOf(context, createFacts({ feeds }), usdc)).toBe(1 / 2_000)
    expect(valueOf(context, createFacts({ feeds }), rndr)).toBe(0.25 / 2_000)
    expect(valueOf(context, createFacts({ feeds: [feeds[1] as [string, FeedAnswer]] }), usdc)).toBeNull()
    expect(reasonFor(context, createFacts(), 'USDC')).toBe('ETH has no price in USD: this chain has no feed for ETH.')
  })
})

describe('computeQuotes properties', () => {
  const tokenArbitrary = fc.constantFrom(usdc, dai, weth, wbtc, rndr, odd)
  const answerArbitrary = fc.record({
    answer: fc.bigInt({ min: -10n, max: 10n ** 14n }),
    decimals: fc.constantFrom(8, 18),
    updatedAt: fc.integer({ min: now - 30 * 3_600, max: now + 5 }),
  })
  const factsArbitrary: fc.Arbitrary<PriceFacts> = fc.record({
    blockNumber: fc.constant(1),
    timestamp: fc.constant(now),
    sqrtPriceX96: fc.option(fc.bigInt({ min: MIN_SQRT_PRICE_X96, max: MAX_SQRT_PRICE_X96 })),
    feeds: fc
      .array(fc.tuple(fc.constantFrom(ethFeed, btcFeed, polFeed), answerArbitrary), { maxLength: 3 })
      .map((entries) => new Map(entries.map(([{ feed }, answer]) => [feed.toLowerCase(), answer]))),
    nativePool: fc.option(
      fc.record({
        pool: fc.constant(stablePool),
        stablecoin: fc.constant(usdc.address),
        price: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      }),
    ),
  })
  const contextArbitrary = fc
    .tuple(
      tokenArbitrary,
      tokenArbitrary,
      fc.constantFrom<Currency>('USD', 'ETH', 'token0', 'token1'),
      fc.constantFrom(ethereum, polygon),
    )
    .filter(([token0, token1]) => token0 !== token1)
    .map(([token0, token1, currency, config]) => createContext(token0, token1, currency, config))

  test('property: a quote is a positive number with sources, or null with a reason; never 0', () => {
    fc.assert(
      fc.property(contextArbitrary, factsArbitrary, (context, facts) => {
        const { quotes, missing } = computeQuotes(context, facts)
        const unknown = [...quotes.values()].filter((quote) => quote === null)
        expect(missing.length).toBe(unknown.length)
        expect(quotes.has(context.config.wrappedNative.address.toLowerCase())).toBe(true)
        expect(quotes.has(reward.toLowerCase())).toBe(true)
        for (const quote of quotes.values()) {
          if (quote === null) continue
          expect(quote.value).toBeGreaterThan(0)
          expect(Number.isFinite(quote.value)).toBe(true)
          expect(quote.sources.length).toBeGreaterThan(0)
        }
      }),
    )
  })

  test("property: the two tokens stand in the pool's own ratio, whatever the currency", () => {
    fc.assert(
      fc.property(contextArbitrary, factsArbitrary, (context, facts) => {
        const { token0, token1 } = context.pool
        const [value0, value1] = [valueOf(context, facts, token0), valueOf(context, facts, token1)]
        if (facts.sqrtPriceX96 === null || value0 === null || value1 === null) return
        const ratio = computePriceFromSqrtPriceX96(
          facts.sqrtPriceX96,
          token0.decimals as number,
          token1.decimals as number,
        )
        expect(Math.abs(value0 / value1 / ratio - 1)).toBeLessThan(1e-12)
      }),
    )
  })

  test('property: a price service never overrides, and changes nothing but what was unknown', () => {
    fc.assert(
      fc.property(
        contextArbitrary,
        factsArbitrary,
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        (context, facts, price) => {
          const answer = { price, confidence: 1, timestamp: now }
          const everything = [...computeQuotes(context, facts).quotes.keys()]
          const service = new Map(everything.map((token) => [token, answer]))
          const after = computeQuotes(context, { ...facts, service }).quotes
          for (const [token, quote] of computeQuotes(context, facts).quotes) {
            if (quote !== null) expect(after.get(token)).toEqual(quote)
          }
          const { token0, token1 } = context.pool
          if (facts.sqrtPriceX96 === null || token0.decimals === null || token1.decimals === null) return
          // Asking only for what is listed gives as much as asking for everything.
          const listed = new Map(listUnpricedTokens(context, facts).map((token) => [token, answer]))
          expect(computeQuotes(context, { ...facts, service: listed }).quotes).toEqual(after)
        },
      ),
    )
  })

  test('property: what is not said to be needed changes nothing', () => {
    fc.assert(
      fc.property(contextArbitrary, factsArbitrary, (context, facts) => {
        const { feeds, native } = computePriceNeeds(context, facts.sqrtPriceX96 !== null)
        const needed = new Set(feeds.map(({ feed }) => feed.toLowerCase()))
        const known = {
          ...facts,
          feeds: new Map([...facts.feeds].filter(([feed]) => needed.has(feed))),
          nativePool: native ? facts.nativePool : null,
        }
        const values = (from: PriceFacts) =>
          [...computeQuotes(context, from).quotes].map(([token, quote]) => [token, quote?.value])
        expect(values(known)).toEqual(values(facts))
      }),
    )
  })
})
