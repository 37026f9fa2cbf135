import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Address } from '../../src/domain/primitives'
import { factoryAbi } from '../devnet/abi'
import { mainnetDeployment } from '../devnet/deployments'
import { createDevnetClient } from '../devnet/devnetClient'
import type { DevnetClient } from '../devnet/devnetClient'
import { deployMainnet } from '../devnet/deployMainnet'
import { startAnvil } from '../devnet/startAnvil'
import type { DevnetNode } from '../devnet/startAnvil'
import { comparableEvents } from './comparableEvents'
import { readEnsWethFile } from './records/ensWethFile'
import { fetchPoolEvents } from './fetchPoolEvents'
import { placeToken } from './placeToken'
import { planEvents } from './planEvents'
import { deployPoolReplay } from './poolReplay'
import { planPoolCreation } from './rebuildPool'
import type { RecordedEvent } from './records/recordedEvent'
import { fundSenders, replayBlocks } from './replayBlocks'
import { hasSharedData } from './records/sharedData'

const realPool: Address = '0x92560C178cE069CC014138eD3C2F5221Ba71f58a'

describe.skipIf(!hasSharedData('ens-weth-3000'))('the ENS/WETH pool replayed from its first block', () => {
  let anvil: DevnetNode | undefined
  let client: DevnetClient
  let recorded: readonly RecordedEvent[]
  let replayed: readonly RecordedEvent[]

  beforeAll(async () => {
    const file = readEnsWethFile()
    recorded = file.events
    anvil = await startAnvil({ genesisTimestamp: (recorded[0]?.timestamp ?? 0) - 3_600 })
    client = createDevnetClient(anvil.rpcUrl, 1)
    const deployment = await deployMainnet(client)
    const ens = { address: file.token1, name: 'Ethereum Name Service', symbol: 'ENS', decimals: 18 }
    await placeToken(client, ens)
    await deployPoolReplay(client, deployment.weth.address, ens.address)
    const creation = planPoolCreation(deployment, {
      ...file,
      address: realPool,
      sqrtPriceX96: file.initialSqrtPriceX96,
    })
    const [created] = await replayBlocks(client, [{ timestamp: null, transactions: creation }])
    await fundSenders(client, [deployment.positionManager])
    await replayBlocks(client, planEvents(realPool, recorded))
    replayed = await fetchPoolEvents(client, realPool, created ?? 0)
  })
  afterAll(() => anvil?.stop())

  test('the factory puts the pool at its real address', async () => {
    const { token0, token1, feePpm } = readEnsWethFile()
    const { factory: address } = mainnetDeployment
    const read = { address, abi: factoryAbi, functionName: 'getPool', args: [token0, token1, feePpm] } as const
    expect(await client.readContract(read)).toBe(realPool)
  })

  test('all 68 events come out as recorded: amounts, price, liquidity and tick after each', () => {
    expect(recorded).toHaveLength(68)
    expect(comparableEvents(replayed, recorded)).toEqual(comparableEvents(recorded, recorded))
  })
})
