import type { RpcFault } from './rpcFault'

/** The answer carries the id of another request: a number off, a string, or none. */
export const wrongId: RpcFault = async (request, next, endpoint) => {
  const reply = await next()
  if (typeof reply.body === 'string') return reply
  const id = endpoint.random(request).pick([Number(request.id) + 1, `${String(request.id)}`, null])
  return { ...reply, body: { ...reply.body, id } }
}
