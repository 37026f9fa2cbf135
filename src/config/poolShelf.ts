import type { PinnedToken } from '../domain/chainConfig'
import type { Address } from '../domain/primitives'

/** A pool to start from. Its address follows from the deployment, the tokens and the fee (CREATE2), and a test computes it. */
export interface ShelvedPool {
  readonly chainId: number
  /** In the pool's own order. */
  readonly tokens: readonly [PinnedToken, PinnedToken]
  readonly feePpm: number
  readonly pool: Address
  /** `depin`: a token of a network of machines. `large`: among the pools with the most liquidity. */
  readonly group: 'depin' | 'large'
}

/** Ethereum's tokens as in https://github.com/Uniswap/default-token-list/blob/main/src/tokens/mainnet.json */
const usdc: PinnedToken = { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', symbol: 'USDC' }
const usdt: PinnedToken = { address: '0xdAC17F958D2ee523a2206206994597C13D831ec7', symbol: 'USDT' }
const weth: PinnedToken = { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', symbol: 'WETH' }
const wbtc: PinnedToken = { address: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', symbol: 'WBTC' }
const rndr: PinnedToken = { address: '0x6De037ef9aD2725EB40118Bb1702EBb27e4Aeb24', symbol: 'RNDR' }
const enj: PinnedToken = { address: '0xF629cBd94d3791C9250152BD8dfBDF380E2a3B9c', symbol: 'ENJ' }
const ocean: PinnedToken = { address: '0x967da4048cD07aB37855c090aAF366e4ce1b9F48', symbol: 'OCEAN' }

/** Filecoin's as in https://github.com/gfx-labs/oku-chains, whose maker runs Uniswap's interface there. */
const wfil: PinnedToken = { address: '0x60E1773636CF5E4A227d9AC24F20fEca034ee25A', symbol: 'WFIL' }
const axlUsdc: PinnedToken = { address: '0xEB466342C4d449BC9f53A865D5Cb90586f405215', symbol: 'axlUSDC' }

/** Pools to start from, in the order in which they are shown. */
export const POOL_SHELF: readonly ShelvedPool[] = [
  {
    group: 'depin',
    chainId: 1,
    tokens: [rndr, weth],
    feePpm: 10_000,
    pool: '0xE936f0073549AD8b1fA53583600d629Ba9375161',
  },
  {
    group: 'depin',
    chainId: 1,
    tokens: [rndr, weth],
    feePpm: 3_000,
    pool: '0x4628a0A564DEBFc8798eb55DB5c91f2200486c24',
  },
  {
    group: 'depin',
    chainId: 1,
    tokens: [weth, enj],
    feePpm: 3_000,
    pool: '0xe16Be1798F860bC1EB0FEb64cD67Ca00AE9b6E58',
  },
  {
    group: 'depin',
    chainId: 1,
    tokens: [ocean, weth],
    feePpm: 3_000,
    pool: '0x283E2E83b7f3e297C4B7c02114Ab0196B001a109',
  },
  {
    group: 'depin',
    chainId: 314,
    tokens: [wfil, axlUsdc],
    feePpm: 3_000,
    pool: '0x9d8eA62e1264ab667d234b5610774A08e608E3b8',
  },
  {
    group: 'large',
    chainId: 1,
    tokens: [usdc, weth],
    feePpm: 500,
    pool: '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640',
  },
  {
    group: 'large',
    chainId: 1,
    tokens: [usdc, weth],
    feePpm: 3_000,
    pool: '0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8',
  },
  {
    group: 'large',
    chainId: 1,
    tokens: [wbtc, weth],
    feePpm: 3_000,
    pool: '0xCBCdF9626bC03E24f779434178A73a0B4bad62eD',
  },
  {
    group: 'large',
    chainId: 1,
    tokens: [weth, usdt],
    feePpm: 3_000,
    pool: '0x4e68Ccd3E89f51C3074ca5072bbAC773960dFa36',
  },
]
