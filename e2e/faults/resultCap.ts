import { replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'
import { findLogRange } from './logQuery'
import type { AskedRange, WordedError } from './limitMessages'

/** Refuses log queries with more results than it gives at once, unless they ask for a single block. */
export function resultCap(maxResults: number, word: (asked: AskedRange) => WordedError): RpcFault {
  return async (request, next, endpoint) => {
    const range = await findLogRange(request, endpoint)
    const reply = await next()
    const results = typeof reply.body === 'string' ? null : reply.body.result
    if (range === null || range.blocks === 1 || !Array.isArray(results) || results.length <= maxResults) return reply
    const { status, ...error } = word({ ...range, max: maxResults })
    return replyWithError(request, error, status)
  }
}
