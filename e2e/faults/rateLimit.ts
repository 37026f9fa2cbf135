import type { WordedError } from './limitMessages'
import { replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'

const windowMs = 100

/** Refuses every request over a number in each tenth of a second. */
export function rateLimit(requestsPerWindow: number, { status, ...error }: WordedError): RpcFault {
  let windowStart = 0
  let requests = 0
  return (request, next) => {
    const now = Date.now()
    if (now - windowStart >= windowMs) {
      windowStart = now
      requests = 0
    }
    requests += 1
    return requests <= requestsPerWindow ? next() : Promise.resolve(replyWithError(request, error, status))
  }
}
