import { createRandom } from '../devnet/random'
import { hashText } from './hashText'
import type { NodeLog } from './logQuery'
import { changeResult } from './rpcFault'
import type { RpcFault } from './rpcFault'

function changeLogs(change: (logs: readonly NodeLog[]) => readonly NodeLog[]): RpcFault {
  return async (request, next) => {
    const reply = await next()
    return request.method === 'eth_getLogs' ? changeResult(reply, (logs) => change(logs as readonly NodeLog[])) : reply
  }
}

/** Leaves a share of the logs out, always the same ones. @param share 0 to 1 */
export function lostLogs(share: number, seed: number): RpcFault {
  const isLost = ({ transactionHash, logIndex }: NodeLog) =>
    createRandom(hashText(`${seed} ${transactionHash} ${logIndex}`)).next() < share
  return changeLogs((logs) => logs.filter((log) => !isLost(log)))
}

/** Leaves out all logs of one kind of event, by its first topic. */
export function lostEvent(topic: string): RpcFault {
  return changeLogs((logs) => logs.filter(({ topics }) => topics[0] !== topic))
}

/** Gives the first few logs of an answer as if they were all. */
export function firstLogs(count: number): RpcFault {
  return changeLogs((logs) => logs.slice(0, count))
}

/** Has no logs below a block, as nodes that have thrown old receipts away. */
export function prunedLogs(firstBlock: number): RpcFault {
  return changeLogs((logs) => logs.filter(({ blockNumber }) => Number(blockNumber) >= firstBlock))
}

/** Has no logs at all. */
export const noLogs: RpcFault = changeLogs(() => [])
