import { concatHex, numberToHex } from 'viem'
import { hasOwnBlockNumbers } from '../config/blockNumbers'
import type { Address, Hex } from '../domain/primitives'
import { ContractRevertedError, HistoryUnavailableError, RpcLimitError, RpcRefusedError } from '../errors'
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

/** Code that is run without being deployed: looks at `address` and answers with the number of the block that it runs in. */
function blockNumberReader(address: Address): Hex {
  return concatHex(['0x73', address, '0x3b50', '0x4360005260206000f3'])
}

/** Of which block the endpoint gives the state; `null` where it does not tell. */
async function fetchStateBlock(client: ChainClient, address: Address, blockNumber: number): Promise<number | null> {
  try {
    const answer = await client.request('eth_call', [{ data: blockNumberReader(address) }, numberToHex(blockNumber)])
    return typeof answer === 'string' && /^0x0{50}[\da-f]{14}$/i.test(answer) ? Number(answer) : null
  } catch (error) {
    if (error instanceof RpcRefusedError || error instanceof RpcLimitError) return null
    throw error
  }
}

async function probe(client: ChainClient, address: Address, blockNumber: number): Promise<boolean> {
  try {
    const found = await fetchStateBlock(client, address, blockNumber)
    // Some nodes call as if in the next block; others give their newest state for an old block, without a word.
    if (found !== null) return !hasOwnBlockNumbers(client.config.chainId) || Math.abs(found - blockNumber) <= 1
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
 * Reads one `eth_call` of code that is not deployed, unless the answer is known; from an endpoint that does not run such code, a second
 * one of `address`, without data.
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
