import type { RpcFault } from './rpcFault'

/** Answers none of so many requests before all of them have come: who sends them one after the other waits for good. */
export function answeredTogether(count: number): RpcFault {
  let waiting: (() => void)[] = []
  return async (_request, next) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length < count) return
      for (const release of waiting) release()
      waiting = []
    })
    return next()
  }
}
