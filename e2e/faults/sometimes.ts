import type { RpcFault } from './rpcFault'

/**
 * Lets a fault befall a share of the requests, but the same request never more than `inARow` times: who tries again gets through.
 *
 * @param share 0 to 1
 */
export function sometimes(share: number, inARow: number, fault: RpcFault): RpcFault {
  return (request, next, endpoint) => {
    const isHit = endpoint.attempt(request) <= inARow && endpoint.random(request).next() < share
    return isHit ? fault(request, next, endpoint) : next()
  }
}
