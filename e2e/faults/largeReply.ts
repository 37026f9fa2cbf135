import type { RpcFault } from './rpcFault'

const padding = ' '.repeat(1_000_000)

/** Puts so much white space before the answer that the reply has this many bytes: whole and valid, only large. */
export function largeReply(megabytes: number): RpcFault {
  return async (_request, next) => {
    const reply = await next()
    return { ...reply, body: padding.repeat(megabytes) + JSON.stringify(reply.body) }
  }
}

/** A reply that never ends. */
export const endlessReply: RpcFault = () => Promise.resolve({ status: 200, body: padding, sending: 'endless' })
