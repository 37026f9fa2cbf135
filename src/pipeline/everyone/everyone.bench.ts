import { bench, describe } from 'vitest'
import { formatPoolReport } from '../../report/formatPoolReport'
import { formatPoolReportJson } from '../../report/formatPoolReportJson'
import { summarizePoolReport } from '../../report/summarizePoolReport'
import { computeSyntheticOwners, createSyntheticPool } from './syntheticPool.fixture'

const options = { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 0, throws: true }

/** The goal for 20,000 positions is 10 seconds for all of it: cohorts, Lorenz curves, and the file. */
describe('the compute part of a pool’s report', () => {
  for (const positions of [2_000, 20_000]) {
    const synthetic = createSyntheticPool(positions, positions)
    const owners = computeSyntheticOwners(synthetic)
    const format = () =>
      formatPoolReport({
        ...synthetic,
        config: { chainId: 1, name: 'Ethereum', explorer: null, nativeSymbol: 'ETH' },
        deploymentName: 'Uniswap V3',
        block: { number: synthetic.window.toBlock, hash: '0x', timestamp: synthetic.window.toTimestamp },
        state: { blockNumber: synthetic.window.toBlock, sqrtPriceX96: 2n ** 96n, tick: 0, liquidity: 0n },
        owners,
        whale: null,
        coverage: { complete: true, missing: [] },
        estimates: {
          transactions: 0,
          estimatedTransactions: 0,
          estimatedGasOwners: 0,
          valuedBlocks: 0,
          pricedBlocks: 0,
          longestPriceAge: 0,
        },
        usdPerUnit: 1,
        createdAt: 0,
      })
    const report = format()
    bench(
      `${positions} positions of ${owners.length} owners: figures`,
      () => void computeSyntheticOwners(synthetic),
      options,
    )
    bench(`${positions} positions: concentration, cohorts and Lorenz curves`, () => void format(), options)
    bench(
      `${positions} positions: what the page gets`,
      () => void structuredClone(summarizePoolReport(report, 'finished')),
      options,
    )
    bench(`${positions} positions: the file`, () => void formatPoolReportJson(report), options)
  }
})
