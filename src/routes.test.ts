import fc from 'fast-check'
import { getAddress } from 'viem/utils'
import { describe, expect, it } from 'vitest'
import type { Address, Currency } from './domain/primitives'
import type { WindowChoice } from './domain/request'
import { followAccount, formatHash, parseHash, walletRoute, type ReportSource, type Route } from './routes'

const wallet = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
const pool = '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'
const defaults = { window: 'first', currency: null, source: 'chain' } as const

const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(`0x${Buffer.from(bytes).toString('hex')}`))
const window = fc.constantFrom<WindowChoice>('first', '7d', '30d', '90d', 'all')
const currency = fc.constantFrom<Currency | null>(null, 'USD', 'ETH', 'token0', 'token1')
const source = fc.constantFrom<ReportSource>('chain', 'example', 'file')
const chainId = fc.integer({ min: 1, max: 2 ** 40 })
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ screen: 'home' }),
  fc.constant<Route>({ screen: 'settings' }),
  fc.record({ screen: fc.constant('method' as const), term: fc.option(fc.string({ minLength: 1 })) }),
  fc.record({
    screen: fc.constant('wallet' as const),
    address,
    chains: fc.option(fc.uniqueArray(chainId, { minLength: 1, maxLength: 4 })),
    window,
    currency,
    source,
  }),
  fc.record({
    screen: fc.constant('compare' as const),
    chainId,
    protocol: fc.constant('uniswap-v3' as const),
    pool: address,
    address,
    window,
    currency,
    whale: fc.option(address),
    source,
  }),
  fc.record({
    screen: fc.constant('pool' as const),
    chainId,
    protocol: fc.constant('uniswap-v3' as const),
    pool: address,
    window: fc.constantFrom('7d' as const, '30d' as const, '90d' as const, 'all' as const),
    currency,
    you: fc.option(address),
  }),
)

describe('parseHash', () => {
  it('default: reads every screen', () => {
    expect(parseHash('')).toEqual({ screen: 'home' })
    expect(parseHash('#')).toEqual({ screen: 'home' })
    expect(parseHash('#/')).toEqual({ screen: 'home' })
    expect(parseHash('#/method')).toEqual({ screen: 'method', term: null })
    expect(parseHash('#/settings')).toEqual({ screen: 'settings' })
    expect(parseHash(`#/wallet/${wallet}`)).toEqual({ screen: 'wallet', address: wallet, chains: null, ...defaults })
    expect(parseHash(`#/compare/1/uniswap-v3/${pool}/${wallet}`)).toEqual({
      screen: 'compare',
      chainId: 1,
      protocol: 'uniswap-v3',
      pool,
      address: wallet,
      whale: null,
      ...defaults,
    })
    const anyPool = { screen: 'pool', chainId: 1, protocol: 'uniswap-v3', pool, currency: null }
    expect(parseHash(`#/pool/1/uniswap-v3/${pool}`)).toEqual({ ...anyPool, window: '30d', you: null })
    expect(parseHash(`#/pool/1/uniswap-v3/${pool}?window=all&you=${wallet}`)).toEqual({
      ...anyPool,
      window: 'all',
      you: wallet,
    })
    expect(parseHash(`#/pool/1/uniswap-v3/${pool}?window=first`)).toMatchObject({ screen: 'unknown' })
    expect(parseHash(`#/pool/1/uniswap-v3`)).toMatchObject({ screen: 'unknown' })
  })

  it('behavior: what a person would share is in the link', () => {
    expect(parseHash(`#/wallet/${wallet}?chains=1,8453&window=30d&currency=ETH`)).toMatchObject({
      chains: [1, 8453],
      window: '30d',
      currency: 'ETH',
    })
    expect(parseHash(`#/compare/1/uniswap-v3/${pool}/${wallet}?whale=${pool}&report=example`)).toMatchObject({
      whale: pool,
      source: 'example',
    })
  })

  it('behavior: an address in lower case gets its checksum', () => {
    expect(parseHash(`#/wallet/${wallet.toLowerCase()}`)).toEqual(walletRoute(wallet))
  })

  it.each([
    ['#/nowhere', 'No screen'],
    ['#/wallet', 'No screen'],
    [`#/pool/1/${pool}`, 'No screen'],
    [`#/pool/1/uniswap-v3/${pool}?you=me`, 'not an address'],
    ['#/wallet/0x12', 'not an address'],
    [`#/wallet/${wallet.replace('d8dA', 'D8dA')}`, 'checksum'],
    [`#/wallet/${wallet}?chains=one`, 'not a chain'],
    [`#/wallet/${wallet}?window=5y`, '7d, 30d'],
    [`#/wallet/${wallet}?currency=EUR`, 'USD'],
    [`#/compare/0/uniswap-v3/${pool}/${wallet}`, 'not a chain'],
    [`#/compare/1/uniswap-v9/${pool}/${wallet}`, 'protocol'],
    [`#/compare/1/uniswap-v3/${pool}/${wallet}?whale=me`, 'not an address'],
    ['#/wallet/%E0%A4%A', 'not readable'],
  ])('error: %s is unknown, and says why', (hash, reason) => {
    expect(parseHash(hash)).toMatchObject({ screen: 'unknown', hash, reason: expect.stringContaining(reason) })
  })

  it('behavior: never throws, whatever the hash', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseHash(`#/${text}`)).toHaveProperty('screen')
      }),
    )
  })
})

describe('formatHash', () => {
  it('behavior: parseHash reads back what it writes', () => {
    fc.assert(
      fc.property(route, (given) => {
        expect(parseHash(formatHash(given))).toEqual(given)
      }),
    )
  })

  it('default: leaves out what is at its default', () => {
    expect(formatHash(walletRoute(wallet as Address))).toBe(`#/wallet/${wallet}`)
  })
})

describe('followAccount', () => {
  const other = getAddress(`0x${'12'.repeat(20)}`)
  const at = (hash: string) => parseHash(hash)

  it("default: the own wallet's screen goes to the other account, over the same chains, window and currency", () => {
    const route = at(`#/wallet/${wallet}?chains=1,8453&window=30d&currency=ETH`)
    expect(followAccount(route, wallet, other)).toEqual({ ...route, address: other })
  })

  it('behavior: from a comparison to the wallet over the same window: the other account can be in other pools', () => {
    const route = at(`#/compare/1/uniswap-v3/${pool}/${wallet}?window=7d&whale=${pool}&currency=token0`)
    expect(followAccount(route, wallet, other)).toEqual({ ...walletRoute(other), window: '7d' })
  })

  it('behavior: other screens stay', () => {
    for (const hash of ['#/', '#/settings', `#/wallet/${other}`, `#/wallet/${wallet}?report=example`]) {
      expect(followAccount(at(hash), wallet, other)).toBeNull()
    }
    expect(followAccount(at(`#/wallet/${wallet}`), wallet, null)).toBeNull()
    expect(followAccount(at(`#/wallet/${wallet}`), null, other)).toBeNull()
  })
})
