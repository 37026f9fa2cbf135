import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Address } from 'viem'
import { findChain } from '../../src/config/chains'
import { factoryAbi, positionManagerAbi, priceFeedAbi, stakerAbi, tokenAbi } from './abi'
import { baseDeployment, mainnetDeployment } from './deployments'
import { createDevnetClient } from './devnetClient'
import type { DevnetClient } from './devnetClient'
import { deployMainnet } from './deployMainnet'
import { startAnvil } from './startAnvil'
import type { DevnetNode } from './startAnvil'

describe.each([mainnetDeployment, baseDeployment])('the replica of chain $chainId', (deployment) => {
  let anvil: DevnetNode
  let client: DevnetClient

  beforeAll(async () => {
    anvil = await startAnvil({ chainId: deployment.chainId })
    client = createDevnetClient(anvil.rpcUrl, deployment.chainId)
    await deployMainnet(client, { feeds: ['ethUsd', 'btcUsd'] })
  })
  afterAll(() => anvil.stop())

  test('answers with the chain id of the real chain', async () => {
    expect(await client.getChainId()).toBe(deployment.chainId)
  })

  test('every contract has code at its real address', async () => {
    const { weth, usdc, rndr, wbtc } = deployment
    const { multicall3, factory, positionManager, swapRouter, staker, ethUsdFeed, btcUsdFeed } = deployment
    const contracts = [multicall3, factory, positionManager, swapRouter, staker, ethUsdFeed, btcUsdFeed]
    const addresses = [...contracts, ...[weth, usdc, rndr, wbtc].map((token) => token.address)]
    const codes = await Promise.all(addresses.map((address) => client.getCode({ address })))
    addresses.forEach((address, index) => expect(codes[index]?.length ?? 0, address).toBeGreaterThan(100))
  })

  test("every address that the app's configuration names for this chain is the replica's", () => {
    const config = findChain(deployment.chainId)
    const [uniswap] = config?.deployments ?? []
    expect(uniswap).toMatchObject({ factory: deployment.factory, positionManager: deployment.positionManager })
    expect(uniswap?.startBlock).toBe(deployment.factoryBlock)
    expect(uniswap?.stakers).toContain(deployment.staker)
    expect(config?.multicall3).toBe(deployment.multicall3)
    expect(config?.wrappedNative.address).toBe(deployment.weth.address)
    expect(config?.stablecoins.map(({ address }) => address)).toContain(deployment.usdc.address)
    expect(config?.ensRegistry ?? null).toBe(deployment.ens?.registry ?? null)
    expect(config?.feeds.map(({ feed }) => feed)).toEqual([deployment.ethUsdFeed, deployment.btcUsdFeed])
  })

  test('its chain begins at the block of the real factory', async () => {
    const earliest = await client.getBlock({ blockTag: 'earliest' })
    expect(earliest.number).toBe(BigInt(deployment.factoryBlock))
  })

  test('tokens describe themselves as the real ones', async () => {
    for (const { address, decimals, symbol } of [deployment.weth, deployment.usdc, deployment.rndr, deployment.wbtc]) {
      expect(await client.readContract({ address, abi: tokenAbi, functionName: 'decimals' })).toBe(decimals)
      expect(await client.readContract({ address, abi: tokenAbi, functionName: 'symbol' })).toBe(symbol)
    }
  })

  test('the factory has an owner and the four fee tiers', async () => {
    const read = { address: deployment.factory, abi: factoryAbi } as const
    expect(BigInt(await client.readContract({ ...read, functionName: 'owner' }))).not.toBe(0n)
    const spacings = await Promise.all(
      [100, 500, 3000, 10000].map((fee) =>
        client.readContract({ ...read, functionName: 'feeAmountTickSpacing', args: [fee] }),
      ),
    )
    expect(spacings).toEqual([1, 10, 60, 200])
  })

  test('position manager and staker point at the factory and at each other', async () => {
    const { positionManager, staker, factory, weth } = deployment
    const ofManager = { address: positionManager, abi: positionManagerAbi } as const
    const ofStaker = { address: staker, abi: stakerAbi } as const
    expect(await client.readContract({ ...ofManager, functionName: 'factory' })).toBe(factory)
    expect(await client.readContract({ ...ofManager, functionName: 'WETH9' })).toBe(weth.address)
    expect(await client.readContract({ ...ofManager, functionName: 'name' })).toBe('Uniswap V3 Positions NFT-V1')
    expect(await client.readContract({ ...ofStaker, functionName: 'factory' })).toBe(factory)
    expect(await client.readContract({ ...ofStaker, functionName: 'nonfungiblePositionManager' })).toBe(positionManager)
  })

  test('price feeds say what they price and have no round yet', async () => {
    const read = { address: deployment.ethUsdFeed, abi: priceFeedAbi } as const
    expect(await client.readContract({ ...read, functionName: 'description' })).toBe('ETH / USD')
    expect(await client.readContract({ ...read, functionName: 'decimals' })).toBe(8)
    await expect(client.readContract({ ...read, functionName: 'latestRoundData' })).rejects.toThrow('No data present')
  })

  test('behavior: without feeds their address has no code', async () => {
    const other = await startAnvil({ chainId: deployment.chainId })
    const otherClient = createDevnetClient(other.rpcUrl, deployment.chainId)
    await deployMainnet(otherClient, { feeds: [] })
    expect(await otherClient.getCode({ address: deployment.ethUsdFeed as Address })).toBeUndefined()
    await other.stop()
  })
})
