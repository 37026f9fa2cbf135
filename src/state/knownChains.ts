import { CHAINS, findChain } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'

/** The configuration of a chain that Minnow knows. */
export function findKnownChain(chainId: number): ChainConfig | undefined {
  return findChain(chainId)
}

/** A chain's name as people know it; its number where Minnow does not know it. */
export function chainNameOf(chainId: number): string {
  const chain = findChain(chainId)
  return chain?.commonName ?? chain?.name ?? `chain ${chainId}`
}

/** Where links to a chain's transactions go; `null` for none. Never taken from a report, which anybody may have written. */
export function explorerOf(chainId: number): string | null {
  return findChain(chainId)?.explorer ?? null
}

const [first] = CHAINS as readonly [ChainConfig, ...ChainConfig[]]

/** Where names are looked up. */
export const ensChain: ChainConfig = CHAINS.find((chain) => chain.ensRegistry !== null) ?? first

/** All chains that Minnow knows, in the order in which they are shown. */
export const allChains: readonly ChainConfig[] = CHAINS
