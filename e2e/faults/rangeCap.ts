import { replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'
import { findLogRange } from './logQuery'
import type { AskedRange, WordedError } from './limitMessages'

/** Refuses log queries over more blocks than it gives at once. */
export function rangeCap(maxBlocks: number, word: (asked: AskedRange) => WordedError): RpcFault {
  return async (request, next, endpoint) => {
    const range = await findLogRange(request, endpoint)
    if (range === null || range.blocks <= maxBlocks) return next()
    const { status, ...error } = word({ ...range, max: maxBlocks })
    return replyWithError(request, error, status)
  }
}
