import type { RpcFault } from './rpcFault'

/** Breaks the connection off: before the first byte, or in the middle of the answer. */
export const droppedConnection: RpcFault = async (request, next, endpoint) => {
  const random = endpoint.random(request)
  const reply = await next()
  const text = JSON.stringify(reply.body)
  return { ...reply, body: random.next() < 0.5 ? '' : text.slice(0, Math.floor(text.length / 2)), sending: 'cut' }
}
