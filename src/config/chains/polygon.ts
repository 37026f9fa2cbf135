import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const polygon: ChainConfig = {
  chainId: 137,
  name: 'Polygon',
  nativeSymbol: 'POL',
  defaultRpcUrls: ['https://polygon.drpc.org', 'https://polygon-bor-rpc.publicnode.com'],
  explorer: 'https://polygonscan.com',
  priceServiceName: 'polygon',
  wrappedNative: { address: '0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270', symbol: 'WPOL' },
  stablecoins: [
    { address: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', symbol: 'USDC' },
    { address: '0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174', symbol: 'USDC.e' },
    { address: '0xc2132D05D31c914a87C6611C10748AEb04B58e8F', symbol: 'USDT' },
    { address: '0x8f3Cf7ad23Cd3CaDbD9735AFf958023239c6A063', symbol: 'DAI' },
  ],
  feeds: [
    {
      feed: '0xAB594600376Ec9fD91F8e885dADF0CE036862dE0',
      description: 'POL / USD',
      tokens: ['0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270'],
    },
    {
      feed: '0xF9680D99D6C9589e2a93a78A04A279e509205945',
      description: 'ETH / USD',
      tokens: ['0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619'],
    },
    {
      feed: '0xc907E116054Ad103354f2D350FD2514433D57F6f',
      description: 'BTC / USD',
      tokens: ['0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6'],
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
      startBlock: 22_757_547,
      stakers: ['0xe34139463bA50bD61336E0c446Bd8C0867c6fE65', '0x1f98407aaB862CdDeF78Ed252D6f557aA5b0f00d'],
    },
  ],
  ensRegistry: null,
}
