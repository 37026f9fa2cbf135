import { numberToHex } from 'viem'
import type { Address } from '../domain/primitives'
import { ContractRevertedError, HistoryUnavailableError } from '../errors'
import type { ChainClient } from './chainClient'
import { memoised } from './memoised'

/** What was found out about an endpoint: it keeps state from `kept` on, and none up to `pruned`. */
interface KnownState {
  kept: number
  pruned: number
}

const known = new WeakMap<ChainClient, KnownState>()

function knownStateOf(client: ChainClient): KnownState {
  let state = known.get(client)
  if (!state) known.set(client, (state = { kept: Number.POSITIVE_INFINITY, pruned: -1 }))
  return state
}

async function probe(client: ChainClient, address: Address, blockNumber: number): Promise<boolean> {
  try {
    await client.request('eth_call', [{ to: address, data: '0x' }, numberToHex(blockNumber)])
    return true
  } catch (error) {
    // A contract that reverts shows as well that its state is there.
    if (error instanceof ContractRevertedError) return true
    if (error instanceof HistoryUnavailableError) return false
    throw error
  }
}

/**
 * Tells whether the endpoint keeps the state of the end of a block, by trying to call `address` there.
 *
 * Endpoints forget the oldest state first, so one answer also holds for all later (or earlier) blocks of this client.
 *
 * Reads one `eth_call` without data, unless the answer is known.
 */
export async function fetchHasArchiveState(
  client: ChainClient,
  address: Address,
  blockNumber: number,
): Promise<boolean> {
  const state = knownStateOf(client)
  if (blockNumber >= state.kept) return true
  if (blockNumber <= state.pruned) return false
  const isKept = await memoised(client, 'fetchHasArchiveState', String(blockNumber), () =>
    probe(client, address, blockNumber),
  )
  if (isKept) state.kept = Math.min(state.kept, blockNumber)
  else state.pruned = Math.max(state.pruned, blockNumber)
  return isKept
}
