import { computePerformance } from '../accounting/computePerformance'
import {
  alice,
  bob,
  LedgerStory,
  operator,
  pair,
  rewardToken,
  timestampOf,
  units,
} from '../accounting/stories/ledgerStory'
import type { Report } from '../domain/report'
import { formatReportPool } from './formatReportPool'

/** A report of a small story with every kind of event in it, for tests. Alice is the wallet, Bob the whale. */
export function createStoryReport(): Report {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').mint(bob, '2').mint(alice, '3').mint(bob, '4')
  story.transaction(alice, units(0.001), () => story.deposit('1', units(1), pair(1, 1)).deposit('3', 5n, [7n, 9n]))
  story.transaction(bob, units(0.002), () => story.deposit('2', units(100), pair(100, 100)))
  story.transaction(bob, 1n, () => story.deposit('4', units(1), pair(1, 1)))
  story.day(5).earn('1', pair(0.1, 0.2)).stake('1').day(6, 4).unstake('1').claim('1', units(2))
  story.transaction(alice, 10n, () => story.withdraw('1', units(0.5), pair(0.25, 1)).collect('1', pair(0.3, 1.1)))
  story.day(7).transfer('4', alice).transfer('3', bob).earn('4', pair(0.01, 0.01))
  story.transaction(operator, 99n, () => story.collect('1', [0n, 0n]))
  story.approve(alice, 5n)
  story.day(10, 2.25)

  const window = story.window(0, 10)
  const you = computePerformance({ ...story.input(alice, window), claimable: [story.claimable('1', units(1))] })
  const whale = computePerformance(story.input(bob, window))
  const blocks = [window.fromBlock, window.toBlock]
  const pool = formatReportPool({
    pool: story.pool,
    deploymentName: 'Uniswap V3',
    window,
    shorter: null,
    state: {
      blockNumber: window.toBlock,
      sqrtPriceX96: story.sqrtPriceX96At(window.toBlock),
      tick: 8109,
      liquidity: units(102),
    },
    prices: story.priceTable(blocks),
    you,
    whale: { result: whale, kind: 'account', claim: 'largest' },
    whaleUnavailable: null,
    candidates: [{ owner: bob, kind: 'account', capitalYears: whale.performance.value.capitalYears }],
    looksLikeSpam: false,
    coverage: {
      complete: false,
      missing: [...you.missing, { what: `Price of ${rewardToken.symbol}`, why: 'Said for the test.' }],
      activeLiquidity: { pool: units(102), found: units(102) },
      scanned: { fromBlock: 0, toBlock: window.toBlock },
    },
    series: { blocks, timestamps: blocks.map(timestampOf), you: [0, 1.5], whale: [0, null] },
  })
  const hash = `0x${'ab'.repeat(32)}` as const
  return {
    format: 'minnow.report',
    version: 1,
    wallet: alice,
    currency: 'USD',
    chains: [
      {
        chainId: 1,
        block: { number: window.toBlock, hash, timestamp: window.toTimestamp },
        pools: [
          pool,
          { ...pool, whale: null, whaleUnavailable: 'Nobody else was in this pool.', gap: null, series: null },
        ],
        chainName: 'Ethereum',
        explorer: 'https://etherscan.io',
      },
      {
        chainId: 8453,
        block: null,
        error: 'The endpoint did not answer.',
        pools: [],
        chainName: 'Base',
        explorer: null,
      },
    ],
    createdAt: window.toTimestamp + 60,
  }
}
