import type { ChainConfig } from '../domain/chainConfig'
import type { ProtocolAdapter } from './adapter'
import { createUniswapV3Adapter } from './uniswapV3/uniswapV3Adapter'

/** The adapters of all deployments that a chain's configuration lists, in its order. */
export function adaptersOf(config: ChainConfig): readonly ProtocolAdapter[] {
  return config.deployments.map(createUniswapV3Adapter)
}
