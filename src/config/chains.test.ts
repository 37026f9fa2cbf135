import { CHAIN_TO_ADDRESSES_MAP, WETH9 } from '@uniswap/sdk-core'
import { POOL_INIT_CODE_HASH } from '@uniswap/v3-sdk'
import { getAddress } from 'viem'
import type { Chain } from 'viem'
import * as viemChains from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { CHAINS, findChain } from './chains'

const viemChainById = new Map<number, Chain>(
  // Two entries share Base's id; the preconfirmation variant is not the chain itself.
  Object.values(viemChains)
    .filter((chain) => chain !== viemChains.basePreconf)
    .map((chain) => [chain.id, chain]),
)

test('no chain id and no name is listed twice', () => {
  expect(new Set(CHAINS.map((chain) => chain.chainId)).size).toBe(CHAINS.length)
  expect(new Set(CHAINS.map((chain) => chain.name)).size).toBe(CHAINS.length)
})

test('findChain finds a chain by its id and nothing for an unknown id', () => {
  expect(findChain(1)?.name).toBe('Ethereum')
  expect(findChain(31337)).toBeUndefined()
})

test('the price service has a name of its own for each chain', () => {
  const names = CHAINS.map(({ priceServiceName }) => priceServiceName)
  expect(new Set(names).size).toBe(CHAINS.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+$/)
})

describe.each(CHAINS)('$name', (chain) => {
  const viemChain = viemChainById.get(chain.chainId)
  const addressesBySdk = new Map(Object.entries(CHAIN_TO_ADDRESSES_MAP)).get(String(chain.chainId))

  test("name, native coin, explorer and Multicall3 are viem's", () => {
    expect(chain.name).toBe(viemChain?.name)
    expect(chain.nativeSymbol).toBe(viemChain?.nativeCurrency.symbol)
    expect(viemChain?.nativeCurrency.decimals).toBe(18)
    expect(chain.explorer).toBe(viemChain?.blockExplorers?.default.url)
    expect(chain.multicall3.toLowerCase()).toBe(viemChain?.contracts?.multicall3?.address.toLowerCase())
  })

  test("the first default endpoint is viem's, and all are https without a key", () => {
    expect(chain.defaultRpcUrls[0]).toBe(viemChain?.rpcUrls.default.http[0])
    expect(chain.defaultRpcUrls.length).toBeGreaterThanOrEqual(2)
    for (const url of chain.defaultRpcUrls) {
      expect(new URL(url).protocol).toBe('https:')
      expect(new URL(url).search).toBe('')
    }
  })

  test('every address is checksummed', () => {
    const addresses = [
      chain.wrappedNative.address,
      chain.multicall3,
      ...(chain.ensRegistry === null ? [] : [chain.ensRegistry]),
      ...chain.stablecoins.map((token) => token.address),
      ...chain.feeds.flatMap((feed) => [feed.feed, ...feed.tokens]),
      ...chain.deployments.flatMap((deployment) => [
        deployment.factory,
        deployment.positionManager,
        ...deployment.stakers,
      ]),
    ]
    for (const address of addresses) expect(address).toBe(getAddress(address.toLowerCase()))
  })

  // What is not in the SDK is proven by a pool's address, in poolShelf.test.ts.
  test.skipIf(!addressesBySdk)("factory, position manager and pool code hash are those of Uniswap's own SDK", () => {
    const [deployment] = chain.deployments
    expect(deployment?.factory.toLowerCase()).toBe(addressesBySdk?.v3CoreFactoryAddress.toLowerCase())
    expect(deployment?.positionManager.toLowerCase()).toBe(
      addressesBySdk?.nonfungiblePositionManagerAddress?.toLowerCase(),
    )
    expect(deployment?.poolInitCodeHash).toBe(POOL_INIT_CODE_HASH)
  })

  test('the wrapped native coin is the one of the SDK, where it lists one', () => {
    const wrapped = WETH9[chain.chainId]
    if (wrapped !== undefined) expect(chain.wrappedNative.address).toBe(getAddress(wrapped.address))
  })

  test('a token is priced in one way only', () => {
    const tokens = [...chain.stablecoins.map((token) => token.address), ...chain.feeds.flatMap((feed) => feed.tokens)]
    expect(new Set(tokens).size).toBe(tokens.length)
  })
})
