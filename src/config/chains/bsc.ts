import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const bsc: ChainConfig = {
  chainId: 56,
  name: 'BNB Smart Chain',
  nativeSymbol: 'BNB',
  defaultRpcUrls: ['https://56.rpc.thirdweb.com', 'https://bsc-rpc.publicnode.com', 'https://bsc.drpc.org'],
  explorer: 'https://bscscan.com',
  priceServiceName: 'bsc',
  wrappedNative: { address: '0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c', symbol: 'WBNB' },
  stablecoins: [
    { address: '0x55d398326f99059fF775485246999027B3197955', symbol: 'USDT' },
    { address: '0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d', symbol: 'USDC' },
    { address: '0x1AF3F329e8BE154074D8769D1FFa4eE058B1DBc3', symbol: 'DAI' },
  ],
  feeds: [
    {
      feed: '0x0567F2323251f0Aab15c8dFb1967E4e8A7D42aeE',
      description: 'BNB / USD',
      tokens: ['0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c'],
    },
    {
      feed: '0x9ef1B8c0E4F7dc8bF5719Ea496883DC6401d5b2e',
      description: 'ETH / USD',
      tokens: ['0x2170Ed0880ac9A755fd29B2688956BD959F933F8'],
    },
    {
      feed: '0x264990fbd0A4796A3E3d8E37C4d5F87a3aCa5Ebf',
      description: 'BTC / USD',
      tokens: ['0x7130d2A12B9BCbFAe4f2634d864A1Ee1Ce3Ead9c'],
    },
  ],
  multicall3: MULTICALL3,
  opStack: false,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0xdB1d10011AD0Ff90774D0C6Bb92e5C5c8b4461F7',
      positionManager: '0x7b8A01B39D58278b5DE7e48c8449c9f4F5170613',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 26_324_014,
      stakers: ['0x49B53C35AF9072fC71767577BF6380a88EE32C71'],
    },
  ],
  ensRegistry: null,
}
