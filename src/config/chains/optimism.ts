import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const optimism: ChainConfig = {
  chainId: 10,
  name: 'OP Mainnet',
  nativeSymbol: 'ETH',
  defaultRpcUrls: ['https://mainnet.optimism.io', 'https://optimism-rpc.publicnode.com', 'https://optimism.drpc.org'],
  explorer: 'https://optimistic.etherscan.io',
  priceServiceName: 'optimism',
  wrappedNative: { address: '0x4200000000000000000000000000000000000006', symbol: 'WETH' },
  stablecoins: [
    { address: '0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', symbol: 'USDC' },
    { address: '0x7F5c764cBc14f9669B88837ca1490cCa17c31607', symbol: 'USDC.e' },
    { address: '0x94b008aA00579c1307B0EF2c499aD98a8ce58e58', symbol: 'USDT' },
    { address: '0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1', symbol: 'DAI' },
  ],
  feeds: [
    {
      feed: '0x13e3Ee699D1909E989722E753853AE30b17e08c5',
      description: 'ETH / USD',
      tokens: ['0x4200000000000000000000000000000000000006'],
    },
    {
      feed: '0xD702DD976Fb76Fffc2D3963D037dfDae5b04E593',
      description: 'BTC / USD',
      tokens: ['0x68f180fcCe6836688e9084f035309E29Bf0A2095'],
    },
  ],
  multicall3: MULTICALL3,
  opStack: true,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
      positionManager: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      // Deployed before the regenesis of November 2021, so it is there from block 0.
      startBlock: 0,
      stakers: [
        '0xe34139463bA50bD61336E0c446Bd8C0867c6fE65',
        '0x62094CdA36dd8945a2c158A4c6c8865c5B34FEf9',
        '0x1f98407aaB862CdDeF78Ed252D6f557aA5b0f00d',
      ],
    },
  ],
  ensRegistry: null,
}
