import type { ChainConfig } from '../../domain/chainConfig'
import { MULTICALL3, UNISWAP_V3_POOL_INIT_CODE_HASH } from '../sharedAddresses'

export const filecoin: ChainConfig = {
  chainId: 314,
  name: 'Filecoin Mainnet',
  commonName: 'Filecoin',
  nativeSymbol: 'FIL',
  defaultRpcUrls: ['https://api.node.glif.io/rpc/v1', 'https://filecoin.drpc.org'],
  explorer: 'https://filfox.info/en',
  priceServiceName: 'filecoin',
  wrappedNative: { address: '0x60E1773636CF5E4A227d9AC24F20fEca034ee25A', symbol: 'WFIL' },
  stablecoins: [
    { address: '0xEB466342C4d449BC9f53A865D5Cb90586f405215', symbol: 'axlUSDC' },
    { address: '0x2421db204968A367CC2C866CD057fA754Cb84EdF', symbol: 'celerUSDC' },
    { address: '0x7f5373AE26c3E8FfC4c77b7255DF7eC1A9aF52a6', symbol: 'axlUSDT' },
  ],
  // Chainlink has no feed here: the native coin is priced by its pools.
  feeds: [],
  multicall3: MULTICALL3,
  opStack: false,
  deployments: [
    {
      protocol: 'uniswap-v3',
      name: 'Uniswap V3',
      factory: '0xB4C47eD546Fc31E26470a186eC2C5F19eF09BA41',
      positionManager: '0x4cd986dD509fbB6A695aE971d5C56c8795f640ee',
      poolInitCodeHash: UNISWAP_V3_POOL_INIT_CODE_HASH,
      startBlock: 3_195_837,
      stakers: [],
    },
  ],
  ensRegistry: null,
}
