import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { computePoolAddress } from '../protocols/uniswapV3/computePoolAddress'
import { findChain } from './chains'
import { POOL_SHELF } from './poolShelf'

test('no pool stands on the shelf twice', () => {
  expect(new Set(POOL_SHELF.map(({ pool }) => pool)).size).toBe(POOL_SHELF.length)
})

describe.each(POOL_SHELF)('$tokens.0.symbol/$tokens.1.symbol $feePpm on chain $chainId', (shelved) => {
  test("its address follows from the deployment's factory, its tokens and its fee", () => {
    const [deployment] = findChain(shelved.chainId)?.deployments ?? []
    if (deployment === undefined) throw new Error('The shelf names a chain without a deployment.')
    const [token0, token1] = shelved.tokens
    expect(BigInt(token0.address)).toBeLessThan(BigInt(token1.address))
    const key = { token0: token0.address, token1: token1.address, feePpm: shelved.feePpm }
    expect(shelved.pool).toBe(computePoolAddress(deployment, key))
  })

  test('every address is checksummed', () => {
    for (const { address } of shelved.tokens) expect(address).toBe(getAddress(address.toLowerCase()))
  })
})
