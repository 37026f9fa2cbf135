import { expect, test } from 'vitest'
import { findChain } from '../../config/chains'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import { computePoolAddress } from './computePoolAddress'

function deploymentOf(chainId: number): UniswapV3Deployment {
  const deployment = findChain(chainId)?.deployments[0]
  if (deployment === undefined) throw new Error(`Chain ${chainId} has no deployment.`)
  return deployment
}

const usdc = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const weth = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
const wbtc = '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599'

test.each([
  [1, { token0: usdc, token1: weth, feePpm: 500 }, '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'],
  [1, { token0: usdc, token1: weth, feePpm: 3000 }, '0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8'],
  [1, { token0: wbtc, token1: weth, feePpm: 3000 }, '0xCBCdF9626bC03E24f779434178A73a0B4bad62eD'],
  [
    8453,
    {
      token0: '0x4200000000000000000000000000000000000006',
      token1: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
      feePpm: 500,
    },
    '0xd0b53D9277642d899DF5C87A3966A349A798F224',
  ],
] as const)('chain %i: the address of a known pool', (chainId, key, address) => {
  expect(computePoolAddress(deploymentOf(chainId), key)).toBe(address)
})
