import { findChain } from '../../config/chains'
import { createChainClient } from '../../chain/createChainClient'
import type { ChainClient } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'

/** Opens a replica as the app opens a chain: with the production configuration of that chain. */
export async function openTestChain(rpcUrl: string, chainId: number): Promise<ChainClient> {
  const config = findChain(chainId)
  if (config === undefined) throw new Error(`Chain ${chainId} is not configured.`)
  const { signal } = new AbortController()
  return await createChainClient({ config, rpcUrls: [rpcUrl], signal, onProgress: () => undefined })
}

/** The first deployment of an opened chain. */
export function deploymentOf({ config }: ChainClient): UniswapV3Deployment {
  const [deployment] = config.deployments
  if (deployment === undefined) throw new Error(`${config.name} has no deployment.`)
  return deployment
}
