import { openChainAtHead } from '../chain/createChainClient'
import type { OpenChainCache } from '../chain/chainCache'
import type { ChainClient } from '../chain/chainClient'
import { fetchBlock } from '../chain/fetchBlock'
import type { Progress } from '../domain/coverage'
import type { BlockRef } from '../domain/primitives'
import type { ChainAccess } from '../domain/request'
import { CancelledError, InconsistentDataError, ReorgError } from '../errors'
import { keepFailure } from './keepFailure'

/** A report starts again when its block was replaced, this often at most. */
export const MAX_RESTARTS = 3

/** How the reading of a chain is stopped, followed and helped. */
export interface ChainHooks {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Answers reads through the connected wallet. */
  readonly walletRequest: (chainId: number, method: string, params: readonly unknown[]) => Promise<unknown>
  /** Opens what earlier visits kept of a chain. Without it everything is read. */
  readonly openCache?: OpenChainCache | undefined
}

/**
 * Reads something of a chain at its newest block. When that block is replaced meanwhile it starts again; once more, from the chain alone,
 * when logs that were kept do not add up to the chain's state.
 *
 * @param question equal for reads that will ask the same of the chain: the next one reads ahead what this one asks
 * @throws what `read` failed with at a block that still stands; ReorgError when blocks are replaced again and again; CancelledError.
 */
export async function readAtHead<T>(
  access: ChainAccess,
  question: string,
  hooks: ChainHooks,
  read: (client: ChainClient, block: BlockRef) => Promise<T>,
): Promise<{ readonly block: BlockRef; readonly value: T }> {
  let hasReadAgain = false
  for (let attempt = 0; ; attempt++) {
    const { client, head: block } = await openAtHead(access, question, hooks)
    const outcome = await keepFailure(read(client, block))
    if (hooks.signal.aborted) throw new CancelledError()
    // What failed may have failed because its block is gone.
    if (!(await isReplaced(client, block))) {
      if ('failure' in outcome) throw outcome.failure
      const mustReadAgain = !hasReadAgain && (await client.cache?.forgetDoubtedLogs())
      if (!mustReadAgain) {
        client.ahead?.keep()
        return { block, value: outcome.value }
      }
      hasReadAgain = true
      continue
    }
    if (attempt === MAX_RESTARTS) throw new ReorgError(block.number)
  }
}

function openAtHead(access: ChainAccess, question: string, hooks: ChainHooks) {
  const { config, rpcUrls, sideBySide, viaWallet, priceServiceUrl } = access
  const step = `Reading the newest block of ${config.name}`
  hooks.onProgress({ chainId: config.chainId, step, done: 0, total: null, unit: 'blocks', secondsLeft: null })
  return openChainAtHead({
    config,
    rpcUrls,
    sideBySide,
    signal: hooks.signal,
    onProgress: hooks.onProgress,
    walletRequest: viaWallet ? (method, params) => hooks.walletRequest(config.chainId, method, params) : undefined,
    openCache: hooks.openCache,
    question,
    priceServiceUrl,
  })
}

/** Whether the chain now has another block at that height, or none any more. */
async function isReplaced(client: ChainClient, block: BlockRef): Promise<boolean> {
  try {
    return (await fetchBlock(client, block.number)).hash !== block.hash
  } catch (error) {
    if (error instanceof InconsistentDataError) return true
    throw error
  }
}
