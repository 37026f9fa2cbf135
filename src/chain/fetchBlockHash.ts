import type { Hex } from '../domain/primitives'
import { HistoryUnavailableError, InconsistentDataError } from '../errors'
import type { ChainClient } from './chainClient'
import { fetchBlock } from './fetchBlock'

/** Reads a block's hash, lower-case; `null` when the endpoint does not have the block. */
export async function fetchBlockHash(client: ChainClient, blockNumber: number): Promise<Hex | null> {
  try {
    return (await fetchBlock(client, blockNumber)).hash.toLowerCase() as Hex
  } catch (error) {
    if (error instanceof InconsistentDataError || error instanceof HistoryUnavailableError) return null
    throw error
  }
}
