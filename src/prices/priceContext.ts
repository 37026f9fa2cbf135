import type { ChainConfig, PinnedFeed } from '../domain/chainConfig'
import type { Pool } from '../domain/pool'
import type { Address, Currency } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'

/** What is to be priced, in what. */
export interface PriceContext {
  readonly config: ChainConfig
  readonly pool: Pool
  readonly currency: Currency
  /** Tokens to price besides the pool's two and the wrapped native coin. */
  readonly tokens: readonly Address[]
}

/** Whether a token is one of the compared pool's two. */
export function isInPool({ pool }: PriceContext, token: Address): boolean {
  return isSameAddress(token, pool.token0.address) || isSameAddress(token, pool.token1.address)
}

/** Place of a token in the chain's list of stablecoins; -1 for any other token. */
export function stablecoinRank({ config }: PriceContext, token: Address): number {
  return config.stablecoins.findIndex(({ address }) => isSameAddress(address, token))
}

/** The feed that prices a token, where the chain has one. */
export function findFeed({ config }: PriceContext, token: Address): PinnedFeed | undefined {
  return config.feeds.find(({ tokens }) => tokens.some((priced) => isSameAddress(priced, token)))
}

/** The feed of ether, which is not the native coin of every chain. */
export function findEtherFeed({ config }: PriceContext): PinnedFeed | undefined {
  return config.feeds.find(({ description }) => description === 'ETH / USD')
}

/** The token that a report's currency is; `null` for USD, and for ETH on a chain whose coin is another one. */
export function findUnitToken({ config, currency, pool }: PriceContext): Address | null {
  if (currency === 'token0') return pool.token0.address
  if (currency === 'token1') return pool.token1.address
  return currency === 'ETH' && config.nativeSymbol === 'ETH' ? config.wrappedNative.address : null
}

/** Every token to price, each once, in lower case. */
export function listTokens({ config, pool, tokens }: PriceContext): readonly Address[] {
  const all = [pool.token0.address, pool.token1.address, config.wrappedNative.address, ...tokens]
  return [...new Set(all.map((token) => token.toLowerCase() as Address))]
}

/** What a token is called in sentences. */
export function nameToken({ config, pool }: PriceContext, token: Address): string {
  const named = [pool.token0, pool.token1, config.wrappedNative, ...config.stablecoins]
  return named.find(({ address }) => isSameAddress(address, token))?.symbol ?? `${token.slice(0, 6)}…${token.slice(-4)}`
}

/** What the report's currency is called in sentences. */
export function nameCurrency({ currency, pool }: PriceContext): string {
  if (currency === 'token0') return pool.token0.symbol
  return currency === 'token1' ? pool.token1.symbol : currency
}
