import type { RpcRequest } from '../rpcScenario'
import type { NodeLog } from './logQuery'
import { toHex } from './logQuery'
import { changeResult, replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'
import { findStateBlock, stateBlockIndex } from './stateBlock'

/**
 * A node that is some blocks behind, as one of several behind a load balancer: it does not know the newest blocks, and says so only where
 * nodes do. Logs of blocks that it has not got are left out without a word.
 *
 * @param share of the requests that it gets, 0 to 1
 */
export function laggingNode(blocksBehind: number, share: number): RpcFault {
  return async (request, next, endpoint) => {
    if (endpoint.random(request).next() >= share) return next()
    const head = Number(await endpoint.ask<string>('eth_blockNumber', [])) - blocksBehind
    const stateBlock = await findStateBlock(request, endpoint)
    if (stateBlock !== null && stateBlock > head) {
      return replyWithError(request, { code: -32_000, message: 'header not found' })
    }
    const reply = await next(moveTags(request, head))
    return changeResult(reply, (result) => hideNewest(request, result, head))
  }
}

const blockIndex: Readonly<Record<string, number>> = { ...stateBlockIndex, eth_getBlockByNumber: 0 }

/** The latest block is this node's own. */
function moveTags(request: RpcRequest, head: number): RpcRequest {
  const index = blockIndex[request.method]
  if (index === undefined || request.params?.[index] !== 'latest') return request
  return { ...request, params: request.params.with(index, toHex(head)) }
}

function hideNewest({ method }: RpcRequest, result: unknown, head: number): unknown {
  if (method === 'eth_blockNumber') return toHex(head)
  if (method === 'eth_getLogs') return (result as NodeLog[]).filter(({ blockNumber }) => Number(blockNumber) <= head)
  const block = result as { number?: string; blockNumber?: string } | null
  const isNewer = (number: string | undefined) => number !== undefined && Number(number) > head
  if (method.startsWith('eth_getBlockBy') && isNewer(block?.number)) return null
  if (method.startsWith('eth_getTransaction') && typeof block === 'object' && isNewer(block?.blockNumber)) return null
  return result
}
