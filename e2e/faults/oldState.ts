import type { WordedError } from './limitMessages'
import { replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'
import { findStateBlock } from './stateBlock'

/** Refuses questions about the state of blocks older than the last few. */
export function oldState(keptBlocks: number, { status, ...error }: WordedError): RpcFault {
  return async (request, next, endpoint) => {
    const asked = await findStateBlock(request, endpoint)
    if (asked === null) return next()
    const head = Number(await endpoint.ask<string>('eth_blockNumber', []))
    return asked < head - keptBlocks ? replyWithError(request, error, status) : next()
  }
}
