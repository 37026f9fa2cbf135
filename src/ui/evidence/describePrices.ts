import type { Currency } from '../../domain/primitives'
import type { PriceSource } from '../../domain/prices'
import type { ReportPool } from '../../domain/report'
import { formatAddress, formatMoney, formatSymbol, moneyUnitOf, unknown } from '../format'
import { formatDateTime } from '../formatTime'

type Token = ReportPool['tokens'][number]

function nameOf(tokens: readonly Token[], address: string): string {
  const token = tokens.find((candidate) => candidate.address.toLowerCase() === address.toLowerCase())
  return token ? formatSymbol(token.symbol) : formatAddress(address)
}

function describeSource(source: PriceSource, tokens: readonly Token[], poolAddress: string): string {
  switch (source.kind) {
    case 'unit':
      return 'counted in itself'
    case 'assumed':
      return 'assumed at $1'
    case 'feed':
      return `from Chainlink’s ${source.description} feed, updated ${formatDateTime(source.updatedAt)}`
    case 'pool': {
      const where =
        source.pool.toLowerCase() === poolAddress.toLowerCase()
          ? 'this pool’s own price'
          : `the pool ${formatAddress(source.pool)}`
      return `from ${where} against ${nameOf(tokens, source.against)}`
    }
    case 'service':
      return `from ${source.name}, confidence ${source.confidence}, ${formatDateTime(source.timestamp)}`
  }
}

/** Where each price of a pool comes from: `WETH $2,951, from Chainlink’s ETH / USD feed, …`. One sentence for each token. */
export function describePrices(
  pool: Pick<ReportPool, 'priceSources' | 'tokens' | 'pool'>,
  currency: Currency,
): readonly string[] {
  const unit = moneyUnitOf(currency, [pool.tokens[0]?.symbol ?? 'token 0', pool.tokens[1]?.symbol ?? 'token 1'])
  return pool.priceSources.map(({ token, value, sources }) => {
    const name = nameOf(pool.tokens, token)
    // The last source is the one nearest to the token.
    const how = sources.toReversed().map((source) => describeSource(source, pool.tokens, pool.pool))
    if (how.length === 0) return `${name}: ${unknown}; no source gives its price`
    const assumed = sources.length === 1 && sources[0]?.kind === 'assumed'
    return assumed ? `${name} assumed at $1` : `${name} ${formatMoney(value, unit)}, ${how.join(', itself ')}`
  })
}
