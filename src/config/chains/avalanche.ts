import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const avalanche: ChainConfig = {
  chainId: 43114,
  name: 'Avalanche',
  nativeSymbol: 'AVAX',
  defaultRpcUrls: [
    'https://api.avax.network/ext/bc/C/rpc',
    'https://avalanche-c-chain-rpc.publicnode.com',
    'https://avalanche.drpc.org',
  ],
  explorer: 'https://snowtrace.io',
  priceServiceName: 'avax',
  wrappedNative: { address: '0xB31f66AA3C1e785363F0875A1B74E27b85FD66c7', symbol: 'WAVAX' },
  stablecoins: [
    { address: '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E', symbol: 'USDC' },
    { address: '0xA7D7079b0FEaD91F3e65f86E8915Cb59c1a4C664', symbol: 'USDC.e' },
    { address: '0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7', symbol: 'USDT' },
    { address: '0xc7198437980c041c805A1EDcbA50c1Ce5db95118', symbol: 'USDT.e' },
    { address: '0xd586E7F844cEa2F87f50152665BCbc2C279D8d70', symbol: 'DAI.e' },
  ],
  feeds: [
    {
      feed: '0x0A77230d17318075983913bC2145DB16C7366156',
      description: 'AVAX / USD',
      tokens: ['0xB31f66AA3C1e785363F0875A1B74E27b85FD66c7'],
    },
    {
      feed: '0x976B3D034E162d8bD72D6b9C989d545b839003b0',
      description: 'ETH / USD',
      tokens: ['0x49D5c2BdFfac6CE2BFdB6640F4F80f226bc10bAB'],
    },
    {
      feed: '0x2779D32d5166BAaa2B2b658333bA7e6Ec0C65743',
      description: 'BTC / USD',
      tokens: ['0x152b9d0FdC40C096757F570A51E494bd4b943E50'],
    },
  ],
  multicall3: MULTICALL3,
  opStack: false,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0x740b1c1de25031C31FF4fC9A62f554A55cdC1baD',
      positionManager: '0x655C406EBFa14EE2006250925e54ec43AD184f8B',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 27_832_971,
      stakers: ['0xCA9D0668C600c4dd07ca54Be1615FE5CDFd76Ac3'],
    },
  ],
  ensRegistry: null,
}
