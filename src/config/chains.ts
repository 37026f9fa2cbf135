import type { ChainConfig } from '../domain/chainConfig'
import { arbitrum } from './chains/arbitrum'
import { avalanche } from './chains/avalanche'
import { base } from './chains/base'
import { bsc } from './chains/bsc'
import { celo } from './chains/celo'
import { ethereum } from './chains/ethereum'
import { filecoin } from './chains/filecoin'
import { optimism } from './chains/optimism'
import { polygon } from './chains/polygon'
import { unichain } from './chains/unichain'

/** Chains that Minnow knows without being told, in the order in which they are shown. */
export const CHAINS: readonly ChainConfig[] = [
  ethereum,
  base,
  arbitrum,
  optimism,
  polygon,
  unichain,
  bsc,
  avalanche,
  celo,
  filecoin,
]

/** The built-in configuration of a chain; `undefined` for a chain that Minnow does not know. */
export function findChain(chainId: number): ChainConfig | undefined {
  return CHAINS.find((chain) => chain.chainId === chainId)
}
