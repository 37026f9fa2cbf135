import type { RpcRequest } from '../rpcScenario'
import type { FaultyEndpoint } from './rpcFault'

/** Where each method that reads state has its block. */
export const stateBlockIndex: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
  eth_getProof: 2,
}

/** The number of the block whose state a request reads; `null` for the latest blocks, whatever they are, and for other requests. */
export async function findStateBlock(
  { method, params = [] }: RpcRequest,
  endpoint: FaultyEndpoint,
): Promise<number | null> {
  const index = stateBlockIndex[method]
  const block = index === undefined ? undefined : params[index]
  if (block === undefined) return null
  if (typeof block === 'string') {
    if (block.startsWith('0x')) return Number(block)
    return block === 'earliest' ? 0 : null
  }
  // EIP-1898
  const { blockNumber, blockHash } = block as { blockNumber?: string; blockHash?: string }
  if (blockNumber !== undefined) return Number(blockNumber)
  const found = await endpoint.ask<{ number: string } | null>('eth_getBlockByHash', [blockHash, false])
  return found === null ? null : Number(found.number)
}
