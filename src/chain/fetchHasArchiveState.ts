import { numberToHex } from 'viem'
import type { Address } from '../domain/primitives'
import { ContractRevertedError, HistoryUnavailableError } from '../errors'
import type { ChainClient } from './chainClient'
import { memoised } from './memoised'

/**
 * Tells whether the endpoint keeps the state of `address` at the end of a block, by trying. Once per client.
 *
 * Reads one `eth_call` without data: a contract that reverts shows as well that its state is there.
 */
export function fetchHasArchiveState(client: ChainClient, address: Address, blockNumber: number): Promise<boolean> {
  return memoised(client, 'fetchHasArchiveState', `${address.toLowerCase()}@${blockNumber}`, async () => {
    try {
      await client.request('eth_call', [{ to: address, data: '0x' }, numberToHex(blockNumber)])
      return true
    } catch (error) {
      if (error instanceof ContractRevertedError) return true
      if (error instanceof HistoryUnavailableError) return false
      throw error
    }
  })
}
