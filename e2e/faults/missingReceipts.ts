import { createRandom } from '../devnet/random'
import { hashText } from './hashText'
import { changeResult } from './rpcFault'
import type { RpcFault } from './rpcFault'

/** Does not have a share of the receipts, always the same ones. @param share 0 to 1 */
export function missingReceipts(share: number, seed: number): RpcFault {
  return async (request, next) => {
    const reply = await next()
    if (request.method !== 'eth_getTransactionReceipt') return reply
    const isMissing = createRandom(hashText(`${seed} ${String(request.params?.[0])}`)).next() < share
    return isMissing ? changeResult(reply, () => null) : reply
  }
}
