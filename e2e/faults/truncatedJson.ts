import type { RpcFault } from './rpcFault'

/** Leaves the end of the answer off, as if it were whole. */
export const truncatedJson: RpcFault = async (request, next, endpoint) => {
  const reply = await next()
  const text = JSON.stringify(reply.body)
  return { ...reply, body: text.slice(0, endpoint.random(request).integer(1, text.length - 1)) }
}
