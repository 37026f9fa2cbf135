import { finalityDepthOf } from '../config/finality'
import { AppError, CancelledError, RpcRateLimitedError, RpcUnreachableError } from '../errors'
import type { ChainClient } from './chainClient'
import { fetchBlock } from './fetchBlock'

/**
 * Blocks by which to stay behind the final one. Behind one URL there are often several nodes, and on chains that are final at once
 * one of them can be behind: it would answer with an empty list for blocks that it has not got.
 */
export const laggingBlocks = 64

/** An endpoint that does not answer at all would not answer the next question either. */
function isNoAnswer(error: unknown): boolean {
  return (
    !(error instanceof AppError) ||
    error instanceof CancelledError ||
    error instanceof RpcUnreachableError ||
    error instanceof RpcRateLimitedError
  )
}

/**
 * Reads the number of the newest block that no reorganisation replaces and that every node of the endpoint has. It can be negative on a
 * chain that has only begun.
 *
 * Reads the block with the tag `finalized`; where the endpoint does not know it, the newest block, and stays far behind it.
 */
export async function fetchFinalBlockNumber(client: ChainClient): Promise<number> {
  try {
    return (await fetchBlock(client, 'finalized')).number - laggingBlocks
  } catch (error) {
    if (isNoAnswer(error)) throw error
    return (await fetchBlock(client, 'latest')).number - Math.max(laggingBlocks, finalityDepthOf(client.config.chainId))
  }
}
