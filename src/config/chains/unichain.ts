import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const unichain: ChainConfig = {
  chainId: 130,
  name: 'Unichain',
  nativeSymbol: 'ETH',
  defaultRpcUrls: ['https://mainnet.unichain.org/', 'https://unichain-rpc.publicnode.com', 'https://unichain.drpc.org'],
  explorer: 'https://uniscan.xyz',
  priceServiceName: 'unichain',
  wrappedNative: { address: '0x4200000000000000000000000000000000000006', symbol: 'WETH' },
  stablecoins: [
    { address: '0x078D782b760474a361dDA0AF3839290b0EF57AD6', symbol: 'USDC' },
    { address: '0x9151434b16b9763660705744891fA906F660EcC5', symbol: 'USDT0' },
  ],
  feeds: [],
  multicall3: MULTICALL3,
  opStack: true,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0x1F98400000000000000000000000000000000003',
      positionManager: '0x943e6e07a7E8E791dAFC44083e54041D743C46E9',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 0,
      stakers: [],
    },
  ],
  ensRegistry: null,
}
