import { replyWithError } from './rpcFault'
import type { RpcFault } from './rpcFault'

/** Answers a batch with a single object; single requests are answered well. */
export const batchAsOne: RpcFault = async (request, next, endpoint) => {
  if (!endpoint.isInBatch(request)) return next()
  const { body } = replyWithError(request, { code: -32_600, message: 'Invalid request' })
  return { status: 200, body: JSON.stringify(body) }
}
