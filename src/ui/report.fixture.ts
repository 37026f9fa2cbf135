import type { Rates } from '../domain/performance'
import type { ReportPerformance, ReportPool, ReportWhale } from '../domain/report'

/*
 * A small report of one pool for tests of words: the figures of the worked example of the method screen, so that they can be
 * checked by hand. Nothing here is computed.
 */

const year = 365 * 86_400

export function createRates(rates: Partial<Rates> = {}): Rates {
  return { fees: 0.09, impermanentLoss: -0.02275, rewards: 0, gas: -0.04725, net: 0.02, ...rates }
}

export function createPerformance(changes: Partial<ReportPerformance> = {}): ReportPerformance {
  return {
    owner: '0x0000000000000000000000000000000000000001',
    amounts: {
      deposited: ['500000000', '200000000000000000'],
      withdrawn: ['0', '0'],
      principal: ['547722557', '182574185835055371'],
      principalOwed: ['0', '0'],
      feesCollected: ['6000000', '2000000000000000'],
      feesUncollected: ['3000000', '1000000000000000'],
    },
    rewards: [],
    gas: { wei: '3150000000000000', transactions: 3, notChargedWei: '0', approvalsWei: '0', incomplete: false },
    value: {
      capitalYears: 200,
      principal: 1095.45,
      hodl: 1100,
      fees: 18,
      impermanentLoss: -4.55,
      rewards: 0,
      gas: -9.45,
      net: 4,
      marketMove: 100,
      pnl: 104,
    },
    rates: createRates(),
    timeInRange: 1,
    averageCapital: 1000,
    shareOfPool: 0.0004,
    gasShareOfFees: 0.525,
    rangeWidth: 0.2,
    reRanges: 0,
    ranges: [],
    evidence: { events: [], transactions: [] },
    ...changes,
  }
}

export function createWhale(changes: Partial<ReportWhale> = {}): ReportWhale {
  return {
    ...createPerformance({
      owner: '0x0000000000000000000000000000000000000002',
      rates: createRates({ fees: 0.11, gas: -0.00025, net: 0.087 }),
      averageCapital: 1_000_000,
    }),
    kind: 'account',
    claim: 'largest',
    positions: [],
    ...changes,
  }
}

export function createPool(changes: Partial<ReportPool> = {}): ReportPool {
  return {
    protocol: 'uniswap-v3',
    pool: '0x0000000000000000000000000000000000000003',
    feePpm: 500,
    tokens: [
      { address: '0x000000000000000000000000000000000000000a', symbol: 'USDC', decimals: 6 },
      { address: '0x000000000000000000000000000000000000000b', symbol: 'WETH', decimals: 18 },
    ],
    window: { fromBlock: 100, fromTimestamp: 1_780_000_000, toBlock: 200, toTimestamp: 1_780_000_000 + year / 5 },
    you: createPerformance(),
    positions: [],
    whale: createWhale(),
    gap: createRates({ fees: -0.02, impermanentLoss: 0, gas: -0.047, net: -0.067 }),
    coverage: { complete: true, missing: [] },
    deploymentName: 'Uniswap V3',
    state: { sqrtPriceX96: '0', tick: 0, liquidity: '1000' },
    priceSources: [
      {
        token: '0x000000000000000000000000000000000000000a',
        value: 1,
        sources: [{ kind: 'assumed', symbol: 'USDC' }],
      },
      {
        token: '0x000000000000000000000000000000000000000b',
        value: 3000,
        sources: [
          {
            kind: 'feed',
            feed: '0x000000000000000000000000000000000000000c',
            description: 'ETH / USD',
            updatedAt: 1_780_000_000,
          },
        ],
      },
    ],
    candidates: [{ owner: '0x0000000000000000000000000000000000000002', kind: 'account', capitalYears: 200_000 }],
    series: null,
    ...changes,
  }
}
