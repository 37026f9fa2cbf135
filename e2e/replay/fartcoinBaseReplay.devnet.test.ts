import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/config/chains/base'
import type { Address, Pair } from '../../src/domain/primitives'
import type { ReportPool } from '../../src/domain/report'
import type { WindowChoice } from '../../src/domain/request'
import { loadReport } from '../../src/pipeline'
import { createDevnetClient } from '../devnet/devnetClient'
import type { DevnetClient } from '../devnet/devnetClient'
import { deployMainnet } from '../devnet/deployMainnet'
import { startAnvil } from '../devnet/startAnvil'
import type { DevnetNode } from '../devnet/startAnvil'
import { computeRecordedCapital } from './computeRecordedCapital'
import { fetchManagerEvents } from './fetchManagerEvents'
import type { ManagerEvent } from './fetchManagerEvents'
import { placeToken } from './placeToken'
import { planActions, planNfts, planWallets } from './planFartcoinReplay'
import type { ReplayedNft } from './planFartcoinReplay'
import { planPrices } from './planPrices'
import { deployPoolReplay } from './poolReplay'
import { planPoolCreation } from './rebuildPool'
import { readFartcoinFiles } from './records/fartcoinFiles'
import type { FartcoinFiles, RecordedAction } from './records/fartcoinFiles'
import { hasSharedData } from './records/sharedData'
import { fundSenders, replayBlocks } from './replayBlocks'

/** The largest of all, the second whale's runner-up, two who act for many, one with twelve positions. */
const wallets: readonly Address[] = [
  '0x8865910d6ca985782dc9cc521d23a10100fc800b',
  '0x4b82847c82087ea19418bed079966810f64f39f4',
  '0x9729585607568dcbf1f5f3802afbf5b221702932',
  '0xf72acd29296aaaa27c05bfc3a6a9bdc58fc27aa7',
  '0x38ed885e21e8f73425b05f162f7cff30cbd52a97',
]

describe.skipIf(!hasSharedData('fartcoin-weth-10000-base'))(
  'the recorded wallets of the FARTCOIN/WETH pool on Base, replayed from its first block',
  () => {
    let anvil: DevnetNode | undefined
    let client: DevnetClient
    let files: FartcoinFiles
    let prices: readonly bigint[]
    let nfts: ReadonlyMap<string, ReplayedNft>
    let replayed: readonly ManagerEvent[]

    beforeAll(async () => {
      files = readFartcoinFiles()
      prices = planPrices(files)
      nfts = planNfts(files.actions)
      anvil = await startAnvil({ chainId: 8453, genesisTimestamp: (files.actions[0]?.timestamp ?? 0) - 3_600 })
      client = createDevnetClient(anvil.rpcUrl, 8453)
      const deployment = await deployMainnet(client)
      await placeToken(client, { address: files.token0, name: 'Fartcoin', symbol: 'FARTCOIN', decimals: 18 })
      await deployPoolReplay(client, deployment.weth.address, files.token0)
      await fundSenders(
        client,
        files.actions.map(({ from }) => from),
      )
      const pool = { ...files, address: files.pool, sqrtPriceX96: files.initialSqrtPriceX96 }
      await replayBlocks(client, [
        planWallets(files, nfts, deployment),
        { timestamp: null, transactions: planPoolCreation(deployment, pool) },
        ...planActions(files, prices, nfts, deployment),
      ])
      replayed = await fetchManagerEvents(client, deployment.positionManager, files.pool)
    })
    afterAll(() => anvil?.stop())

    test('all 1447 actions of 421 positions happen again, in order', () => {
      expect(nfts.size).toBe(421)
      expect(files.actions).toHaveLength(1_447)
      expect(replayed.map(({ type, tokenId }) => ({ type, tokenId }))).toEqual(
        files.actions.map(({ type, tokenId }) => ({ type, tokenId: nfts.get(tokenId)?.tokenId })),
      )
    })

    test('liquidity and amounts of every deposit and withdrawal are the recorded ones to the last unit', () => {
      const isPrincipal = ({ type }: ManagerEvent | RecordedAction) => type !== 'collect'
      expect(replayed.filter(isPrincipal).map(({ amounts }) => amounts)).toEqual(
        files.actions.filter(isPrincipal).map(({ amounts }) => amounts),
      )
      expect(replayed.filter(isPrincipal).map(({ liquidity }) => liquidity)).toEqual(
        files.actions.flatMap((action) => (action.type === 'collect' ? [] : [action.liquidity])),
      )
    })

    describe.each(wallets)("Minnow's report of %s", (wallet) => {
      let report: ReportPool

      beforeAll(async () => {
        report = await loadPool(wallet, 'first')
      })

      test('deposits and withdrawals of each position are the recorded ones to the last unit', () => {
        for (const [id, amounts] of pairOwnPositions(report, wallet)) {
          const recorded = files.actions.filter(({ tokenId }) => tokenId === id)
          expect(amounts.deposited).toEqual(sumAmounts(recorded, 'increase').map(String))
          expect(amounts.withdrawn).toEqual(sumAmounts(recorded, 'decrease').map(String))
        }
      })

      test('fees collected of each position are what its collects paid beyond what was withdrawn', () => {
        for (const [id, amounts] of pairOwnPositions(report, wallet)) {
          const events = replayed.filter(({ tokenId }) => tokenId === nfts.get(id)?.tokenId)
          const [collected, withdrawn] = [sumAmounts(events, 'collect'), sumAmounts(events, 'decrease')]
          // Nobody here left principal owed: each withdrawal is collected at once.
          expect(amounts.principalOwed).toEqual(['0', '0'])
          expect(amounts.feesCollected).toEqual(collected.map((amount, side) => `${amount - (withdrawn[side] ?? 0n)}`))
        }
      })

      test("says that the replica's receipts lack the L1 fee, and takes no gas for the whole", () => {
        expect(report.you.gas.incomplete).toBe(true)
        expect(report.you.value.gas).toBeNull()
        expect(report.coverage.complete).toBe(false)
      })

      test('names the owner with the most capital times time as the whale, and the next four in order', () => {
        const first = files.actions.find(({ tokenId }) => nfts.get(tokenId)?.owner === wallet)
        expectRanking(report, wallet, first?.timestamp ?? 0)
      })

      test('proves that nobody is missing', () => {
        expect(report.coverage.activeLiquidity?.found).toBe(report.coverage.activeLiquidity?.pool)
        expect(report.whale?.claim).toBe('largest')
      })
    })

    test("over the pool's whole life two whales change places", async () => {
      const wallet = '0xf72acd29296aaaa27c05bfc3a6a9bdc58fc27aa7'
      expectRanking(await loadPool(wallet, 'all'), wallet, (files.actions[0]?.timestamp ?? 0) - 1)
    })

    async function loadPool(wallet: Address, window: WindowChoice): Promise<ReportPool> {
      const request = {
        wallet,
        chains: [{ config: base, rpcUrls: [client.transport.url ?? ''], viaWallet: false }],
        currency: 'ETH',
        window,
        pool: { chainId: base.chainId, address: files.pool },
        whale: null,
      } as const
      const report = await loadReport(request, {
        signal: new AbortController().signal,
        onProgress: () => undefined,
        onPartial: () => undefined,
        walletRequest: () => Promise.reject(new Error('There is no wallet.')),
      })
      const pool = report.chains[0]?.pools[0]
      if (pool === undefined) throw new Error(report.chains[0]?.error ?? 'The report has no pool.')
      return pool
    }

    function expectRanking(report: ReportPool, wallet: Address, fromTimestamp: number): void {
      const window = { fromTimestamp, toTimestamp: files.actions.at(-1)?.timestamp ?? 0 }
      const ranking = [...computeRecordedCapital(files, prices, nfts, window)]
        .filter(([owner]) => owner !== wallet)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 5)
      expect(report.candidates.map(({ owner }) => owner.toLowerCase())).toEqual(ranking.map(([owner]) => owner))
      expect(report.whale?.owner.toLowerCase()).toBe(ranking[0]?.[0])
      for (const [rank, [, capitalYears]] of ranking.entries()) {
        const computed = report.candidates[rank]?.capitalYears ?? 0
        expect(Math.abs(computed / capitalYears - 1)).toBeLessThan(1e-9)
      }
    }

    /** Amounts that the report gives for each position of the wallet, by the real NFT's id. */
    function pairOwnPositions(report: ReportPool, wallet: Address) {
      const own = [...nfts].filter(([, { owner }]) => owner === wallet)
      const reported = new Map(report.positions.map(({ id, performance }) => [id, performance.amounts]))
      expect([...reported.keys()].sort()).toEqual(own.map(([, { tokenId }]) => `${tokenId}`).sort())
      return own.map(([id, { tokenId }]) => {
        const amounts = reported.get(`${tokenId}`)
        if (amounts === undefined) throw new Error(`The report lacks position ${tokenId}.`)
        return [id, amounts] as const
      })
    }
  },
)

function sumAmounts(
  events: readonly Pick<ManagerEvent, 'type' | 'amounts'>[],
  type: ManagerEvent['type'],
): readonly bigint[] {
  return events
    .filter((event) => event.type === type)
    .reduce<Pair>((sum, { amounts }) => [sum[0] + amounts[0], sum[1] + amounts[1]], [0n, 0n])
}
