import type { OwnerFigures } from '../accounting/computeOwnerFigures'
import { computeCohorts } from '../comparison/computeCohorts'
import { computeConcentration } from '../comparison/computeConcentration'
import { computeLorenzSamples } from '../comparison/computeLorenzSamples'
import type { ChainConfig } from '../domain/chainConfig'
import type { Coverage } from '../domain/coverage'
import type { Window } from '../domain/performance'
import type { Pool, PoolState } from '../domain/pool'
import type { PoolReport, PoolReportEstimates, PoolReportOwner, PoolReportWhale } from '../domain/poolReport'
import type { PriceTable } from '../domain/prices'
import type { BlockRef } from '../domain/primitives'
import { formatCoverage, listPriceSources } from './formatReportPool'

/** One owner's figures with what else there is to say of them. */
export interface PoolReportOwnerInput {
  readonly figures: OwnerFigures
  readonly gasIsEstimate: boolean
  readonly valueIsEstimate: boolean
  readonly transactions: number
  readonly positions: number
}

export interface PoolReportInput {
  readonly config: Pick<ChainConfig, 'chainId' | 'name' | 'commonName' | 'explorer' | 'nativeSymbol'>
  readonly pool: Pool
  readonly deploymentName: string
  readonly block: BlockRef
  readonly window: Window
  readonly state: PoolState
  readonly prices: PriceTable
  readonly owners: readonly PoolReportOwnerInput[]
  readonly whale: PoolReportWhale | null
  readonly coverage: Coverage
  readonly estimates: PoolReportEstimates
  /** Price of the report's currency in US dollars; `null` where it is unknown. */
  readonly usdPerUnit: number | null
  /** Seconds. */
  readonly createdAt: number
}

/** Writes a pool's report: every owner, how concentrated capital and fees are, and what that rests on. Shape: `pool-report.schema.json`. */
export function formatPoolReport(input: PoolReportInput): PoolReport {
  const { config, pool, block, window, state, prices, coverage } = input
  const owners = input.owners.map(formatOwner).sort(compareOwners)
  const capital = owners.map((owner) => owner.capital).filter((value) => value !== 0)
  const fees = owners.map((owner) => owner.fees)
  return {
    format: 'minnow.pool',
    version: 1,
    chainId: config.chainId,
    block,
    protocol: pool.protocol,
    pool: pool.address,
    currency: prices.currency,
    window,
    owners,
    concentration: {
      capital: computeConcentration(capital),
      fees: computeConcentration(fees),
      capitalYears: computeConcentration(owners.map((owner) => owner.capitalYears)),
    },
    cohorts: computeCohorts(owners, input.usdPerUnit),
    whale: input.whale,
    coverage: formatCoverage(coverage),
    chainName: config.commonName ?? config.name,
    explorer: config.explorer,
    nativeSymbol: config.nativeSymbol,
    deploymentName: input.deploymentName,
    feePpm: pool.feePpm,
    tokens: [pool.token0, pool.token1].map(({ address, symbol, decimals }) => ({ address, symbol, decimals })),
    state: {
      sqrtPriceX96: state.sqrtPriceX96.toString(),
      tick: state.tick,
      liquidity: state.liquidity.toString(),
    },
    priceSources: listPriceSources(input),
    lorenz: computeLorenzSamples(capital, fees),
    estimates: input.estimates,
    createdAt: input.createdAt,
  }
}

function formatOwner({
  figures,
  gasIsEstimate,
  valueIsEstimate,
  transactions,
  positions,
}: PoolReportOwnerInput): PoolReportOwner {
  const { owner, capital, capitalYears, fees, feeAmounts, net, netRate, impermanentLoss, rewards, gas } = figures
  return {
    owner,
    capital,
    capitalYears,
    fees,
    ...(feeAmounts === null ? {} : { feeAmounts: [feeAmounts[0].toString(), feeAmounts[1].toString()] as const }),
    gasIsEstimate,
    net,
    netRate,
    impermanentLoss,
    rewards,
    gas,
    transactions,
    positions,
    valueIsEstimate,
  }
}

/** Largest capital first, unknown ones last; then by capital and time, then by address, so that the same data gives the same order. */
function compareOwners(a: PoolReportOwner, b: PoolReportOwner): number {
  return (
    (b.capital ?? -1) - (a.capital ?? -1) ||
    (b.capitalYears ?? -1) - (a.capitalYears ?? -1) ||
    a.owner.toLowerCase().localeCompare(b.owner.toLowerCase())
  )
}
