import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const ethereum: ChainConfig = {
  chainId: 1,
  name: 'Ethereum',
  nativeSymbol: 'ETH',
  defaultRpcUrls: ['https://ethereum.reth.rs/rpc', 'https://ethereum-rpc.publicnode.com', 'https://eth.drpc.org'],
  explorer: 'https://etherscan.io',
  priceServiceName: 'ethereum',
  wrappedNative: { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', symbol: 'WETH' },
  stablecoins: [
    { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', symbol: 'USDC' },
    { address: '0xdAC17F958D2ee523a2206206994597C13D831ec7', symbol: 'USDT' },
    { address: '0x6B175474E89094C44Da98b954EedeAC495271d0F', symbol: 'DAI' },
  ],
  feeds: [
    {
      feed: '0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419',
      description: 'ETH / USD',
      tokens: ['0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'],
    },
    {
      feed: '0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c',
      description: 'BTC / USD',
      tokens: ['0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', '0xcbB7C0000aB88B473b1f5aFd9ef808440eed33Bf'],
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
      startBlock: 12_369_621,
      stakers: [
        '0xe34139463bA50bD61336E0c446Bd8C0867c6fE65',
        '0xA9bf398e74Da1Ac6F5c4CB67Ab8937c10a1e454d',
        '0x1f98407aaB862CdDeF78Ed252D6f557aA5b0f00d',
      ],
    },
  ],
  ensRegistry: '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e',
}
