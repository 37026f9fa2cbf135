import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const arbitrum: ChainConfig = {
  chainId: 42161,
  name: 'Arbitrum One',
  nativeSymbol: 'ETH',
  defaultRpcUrls: [
    'https://arb1.arbitrum.io/rpc',
    'https://arbitrum-one-rpc.publicnode.com',
    'https://arbitrum.drpc.org',
  ],
  explorer: 'https://arbiscan.io',
  priceServiceName: 'arbitrum',
  wrappedNative: { address: '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1', symbol: 'WETH' },
  stablecoins: [
    { address: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', symbol: 'USDC' },
    { address: '0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8', symbol: 'USDC.e' },
    { address: '0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9', symbol: 'USDT' },
    { address: '0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1', symbol: 'DAI' },
  ],
  feeds: [
    {
      feed: '0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612',
      description: 'ETH / USD',
      tokens: ['0x82aF49447D8a07e3bd95BD0d56f35241523fBab1'],
    },
    {
      feed: '0x6ce185860a4963106506C203335A2910413708e9',
      description: 'BTC / USD',
      tokens: ['0x2f2a2543B76A4166549F7aaB2e75Bef0aefC5B0f'],
    },
  ],
  multicall3: MULTICALL3,
  opStack: false,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
      positionManager: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 165,
      stakers: [
        '0xe34139463bA50bD61336E0c446Bd8C0867c6fE65',
        '0xA9bf398e74Da1Ac6F5c4CB67Ab8937c10a1e454d',
        '0x1f98407aaB862CdDeF78Ed252D6f557aA5b0f00d',
      ],
    },
  ],
  ensRegistry: null,
}
