import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const celo: ChainConfig = {
  chainId: 42220,
  name: 'Celo',
  nativeSymbol: 'CELO',
  defaultRpcUrls: ['https://forno.celo.org', 'https://celo-rpc.publicnode.com', 'https://celo.drpc.org'],
  explorer: 'https://celoscan.io',
  priceServiceName: 'celo',
  // CELO is its own ERC-20 token: nothing wraps it.
  wrappedNative: { address: '0x471EcE3750Da237f93B8E339c536989b8978a438', symbol: 'CELO' },
  stablecoins: [
    { address: '0xcebA9300f2b948710d2653dD7B07f33A8B32118C', symbol: 'USDC' },
    { address: '0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e', symbol: 'USDT' },
    { address: '0x765DE816845861e75A25fCA122bb6898B8B1282a', symbol: 'cUSD' },
  ],
  feeds: [
    {
      feed: '0x0568fD19986748cEfF3301e55c0eb1E729E0Ab7e',
      description: 'CELO / USD',
      tokens: ['0x471EcE3750Da237f93B8E339c536989b8978a438'],
    },
  ],
  multicall3: MULTICALL3,
  // An OP-stack chain only since block 31056500, and without an L1 fee: a receipt that lacks one lacks nothing.
  opStack: false,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0xAfE208a311B21f13EF87E33A90049fC17A7acDEc',
      positionManager: '0x3d79EdAaBC0EaB6F08ED885C05Fc0B014290D95A',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 13_916_355,
      stakers: ['0x6586FB35393abF7Ff454977a9b3c912d218791C6'],
    },
  ],
  ensRegistry: null,
}
