import type { UniswapV3Deployment } from '../../domain/chainConfig'

/**
 * Computes the first block whose logs can matter.
 *
 * The deployment's start block is a fact of the public chain. A replica with the same chain id and contracts is far shorter:
 * where the chain has not even reached that block, everything is searched.
 */
export function computeScanStart({ startBlock }: Pick<UniswapV3Deployment, 'startBlock'>, toBlock: number): number {
  return startBlock <= toBlock ? startBlock : 0
}
