import type { RpcRequest } from '../rpcScenario'
import type { FaultyEndpoint } from './rpcFault'

/** A log as a node gives it. */
export interface NodeLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly blockNumber: string
  readonly blockHash: string
  readonly transactionHash: string
  readonly logIndex: string
}

/** The blocks of an `eth_getLogs`, both ends included. */
export interface LogRange {
  readonly fromBlock: number
  readonly toBlock: number
  readonly blocks: number
}

/** The range of a log query; `null` for every other request and for a query by block hash. */
export async function findLogRange(request: RpcRequest, endpoint: FaultyEndpoint): Promise<LogRange | null> {
  if (request.method !== 'eth_getLogs') return null
  const filter = (request.params?.[0] ?? {}) as { fromBlock?: string; toBlock?: string; blockHash?: string }
  if (filter.blockHash !== undefined) return null
  const number = async (block = 'latest') => {
    if (block.startsWith('0x')) return Number(block)
    return block === 'earliest' ? 0 : Number(await endpoint.ask<string>('eth_blockNumber', []))
  }
  const [fromBlock, toBlock] = await Promise.all([number(filter.fromBlock), number(filter.toBlock)])
  return { fromBlock, toBlock, blocks: toBlock - fromBlock + 1 }
}

export function toHex(value: number): string {
  return `0x${value.toString(16)}`
}
