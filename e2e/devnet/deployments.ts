import type { Address } from 'viem'

/** A token of the replica and how it describes itself. */
export interface DevnetToken {
  readonly address: Address
  readonly symbol: string
  readonly name: string
  readonly decimals: number
}

/** Addresses at which the replica of one chain puts its contracts: the ones of the real chain. */
export interface DevnetDeployment {
  readonly chainId: 1 | 8453
  readonly weth: DevnetToken
  readonly usdc: DevnetToken
  /** The token of a DePIN network (a decentralised network of machines). */
  readonly rndr: DevnetToken
  readonly wbtc: DevnetToken
  readonly multicall3: Address
  readonly factory: Address
  /** Block in which the real factory was created: the replica's chain begins there. */
  readonly factoryBlock: number
  readonly positionManager: Address
  /** Router of the first version, with which stories swap. It never was on Base, where its mainnet address is used. */
  readonly swapRouter: Address
  readonly staker: Address
  readonly ethUsdFeed: Address
  readonly btcUsdFeed: Address
  /** ENS, where the chain has it: the registry, a resolver, and one that wants to be asked on a server of its own. */
  readonly ens: { readonly registry: Address; readonly resolver: Address; readonly offchainResolver: Address } | null
}

export const mainnetDeployment: DevnetDeployment = {
  chainId: 1,
  weth: { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', symbol: 'WETH', name: 'Wrapped Ether', decimals: 18 },
  usdc: { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', symbol: 'USDC', name: 'USD Coin', decimals: 6 },
  rndr: { address: '0x6De037ef9aD2725EB40118Bb1702EBb27e4Aeb24', symbol: 'RNDR', name: 'Render Token', decimals: 18 },
  wbtc: { address: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', symbol: 'WBTC', name: 'Wrapped BTC', decimals: 8 },
  multicall3: '0xcA11bde05977b3631167028862bE2a173976CA11',
  factory: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
  factoryBlock: 12_369_621,
  positionManager: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
  swapRouter: '0xE592427A0AEce92De3Edee1F18E0157C05861564',
  staker: '0xe34139463bA50bD61336E0c446Bd8C0867c6fE65',
  ethUsdFeed: '0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419',
  btcUsdFeed: '0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c',
  ens: {
    registry: '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e',
    resolver: '0x231b0Ee14048e9dCcD1d247744d114a4EB5E8E63',
    offchainResolver: '0xC1735677a60884ABbCF72295E88d47764BeDa282',
  },
}

export const baseDeployment: DevnetDeployment = {
  ...mainnetDeployment,
  chainId: 8453,
  weth: { ...mainnetDeployment.weth, address: '0x4200000000000000000000000000000000000006' },
  usdc: { ...mainnetDeployment.usdc, address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913' },
  factory: '0x33128a8fC17869897dcE68Ed026d694621f6FDfD',
  factoryBlock: 1_371_680,
  positionManager: '0x03a520b32C04BF3bEEf7BEb72E919cf822Ed34f1',
  staker: '0x42bE4D6527829FeFA1493e1fb9F3676d2425C3C1',
  ethUsdFeed: '0x71041dddad3595F9CEd3DcCFBe3D1F4b0a16Bb70',
  btcUsdFeed: '0x64c911996D3c6aC71f9b455B1E8E7266BcbD848F',
  ens: null,
}

/** The replica's deployment on a chain. */
export function deploymentOf(chainId: DevnetDeployment['chainId']): DevnetDeployment {
  return chainId === 1 ? mainnetDeployment : baseDeployment
}
