import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const base: ChainConfig = {
  chainId: 8453,
  name: 'Base',
  nativeSymbol: 'ETH',
  defaultRpcUrls: ['https://mainnet.base.org', 'https://base-rpc.publicnode.com', 'https://base.drpc.org'],
  explorer: 'https://basescan.org',
  priceServiceName: 'base',
  wrappedNative: { address: '0x4200000000000000000000000000000000000006', symbol: 'WETH' },
  stablecoins: [
    { address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', symbol: 'USDC' },
    { address: '0xd9aAEc86B65D86f6A7B5B1b0c42FFA531710b6CA', symbol: 'USDbC' },
    { address: '0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2', symbol: 'USDT' },
    { address: '0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb', symbol: 'DAI' },
  ],
  feeds: [
    {
      feed: '0x71041dddad3595F9CEd3DcCFBe3D1F4b0a16Bb70',
      description: 'ETH / USD',
      tokens: ['0x4200000000000000000000000000000000000006'],
    },
    {
      feed: '0x64c911996D3c6aC71f9b455B1E8E7266BcbD848F',
      description: 'BTC / USD',
      tokens: ['0xcbB7C0000aB88B473b1f5aFd9ef808440eed33Bf'],
    },
  ],
  multicall3: MULTICALL3,
  opStack: true,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0x33128a8fC17869897dcE68Ed026d694621f6FDfD',
      positionManager: '0x03a520b32C04BF3bEEf7BEb72E919cf822Ed34f1',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 1_371_680,
      stakers: ['0x42bE4D6527829FeFA1493e1fb9F3676d2425C3C1'],
    },
  ],
  ensRegistry: null,
}
