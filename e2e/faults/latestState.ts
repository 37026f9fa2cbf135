import type { RpcFault } from './rpcFault'
import { findStateBlock, stateBlockIndex } from './stateBlock'

/** Answers questions about the state of an old block with the latest state, without a word. */
export const latestState: RpcFault = async (request, next, endpoint) => {
  const asked = await findStateBlock(request, endpoint)
  if (asked === null || asked === Number(await endpoint.ask<string>('eth_blockNumber', []))) return next()
  const index = stateBlockIndex[request.method] as number
  return next({ ...request, params: (request.params ?? []).with(index, 'latest') })
}
