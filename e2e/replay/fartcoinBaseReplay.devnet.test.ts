import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDevnetClient } from '../devnet/devnetClient'
import type { DevnetClient } from '../devnet/devnetClient'
import { deployMainnet } from '../devnet/deployMainnet'
import { startAnvil } from '../devnet/startAnvil'
import type { Anvil } from '../devnet/startAnvil'
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

describe.skipIf(!hasSharedData('fartcoin-weth-10000-base'))(
  'the recorded wallets of the FARTCOIN/WETH pool on Base, replayed from its first block',
  () => {
    let anvil: Anvil | undefined
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
      replayed = await fetchManagerEvents(client, deployment.positionManager, 0)
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
  },
)
