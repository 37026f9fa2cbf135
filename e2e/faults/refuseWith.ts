import type { WordedError } from './limitMessages'
import { replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'

/** Answers with an error. @param retryAfterSeconds sent as `Retry-After` */
export function refuseWith({ status, ...error }: WordedError, retryAfterSeconds?: number): RpcFault {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  return (request) => Promise.resolve(replyWithError(request, error, status, headers))
}
