import { oldState } from './faults/oldState'
import { rangeCap } from './faults/rangeCap'
import { replyWithError } from './faults/rpcFault'
import type { RpcFault } from './faults/rpcFault'

export interface RpcRequest {
  readonly jsonrpc: string
  readonly id: unknown
  readonly method: string
  readonly params?: readonly unknown[]
}

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

export interface RpcResponse {
  readonly jsonrpc: string
  readonly id: unknown
  readonly result?: unknown
  readonly error?: RpcError
}

/** How an endpoint behaves; an empty scenario passes everything on as it is. */
export interface RpcScenario {
  /** Added to each HTTP request, in milliseconds. */
  readonly delayMs?: number
  /** Added to requests of these methods where it is longer than `delayMs`. */
  readonly methodDelaysMs?: Readonly<Record<string, number>>
  /** Number of latest blocks whose state is kept; older state is refused. Logs, blocks and receipts are kept. */
  readonly stateBlocks?: number
  /** The largest range of `eth_getLogs`, in blocks, and how a larger one is refused. */
  readonly logRange?: { readonly maxBlocks: number; readonly error: RpcError }
  /** `l1Fee` of receipts: dropped, or this many wei on each of them. */
  readonly l1Fee?: 'dropped' | bigint
  /** Methods that are refused, with the error that says so. */
  readonly refusedMethods?: Readonly<Record<string, RpcError>>
  /** Answers for another chain. */
  readonly chainId?: number
  /** Closes every connection without an answer. */
  readonly down?: boolean
  /** Ways in which it misbehaves, the outermost first. */
  readonly faults?: readonly RpcFault[]
  /** For what happens by chance. @default 0 */
  readonly seed?: number
}

const missingTrieNode = {
  code: -32_000,
  message:
    'missing trie node 56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421 (path ) ' +
    'state 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421 is not available',
}

/** All that stands between a request and the node in a scenario. */
export function listFaults({
  faults = [],
  refusedMethods = {},
  stateBlocks,
  logRange,
}: RpcScenario): readonly RpcFault[] {
  const refuse: RpcFault = (request, next) => {
    const error = refusedMethods[request.method]
    return error === undefined ? next() : Promise.resolve(replyWithError(request, error))
  }
  return [
    ...faults,
    refuse,
    ...(stateBlocks === undefined ? [] : [oldState(stateBlocks, missingTrieNode)]),
    ...(logRange === undefined ? [] : [rangeCap(logRange.maxBlocks, () => logRange.error)]),
  ]
}

/** The node's answer as the endpoint passes it on. */
export function applyScenario(request: RpcRequest, answer: RpcResponse, scenario: RpcScenario): RpcResponse {
  const { chainId, l1Fee } = scenario
  if (chainId !== undefined && request.method === 'eth_chainId') return { ...answer, result: toHex(chainId) }
  if (chainId !== undefined && request.method === 'net_version') return { ...answer, result: `${chainId}` }
  if (l1Fee !== undefined && request.method === 'eth_getTransactionReceipt') {
    return { ...answer, result: changeL1Fee(answer.result, l1Fee) }
  }
  if (l1Fee !== undefined && request.method === 'eth_getBlockReceipts' && Array.isArray(answer.result)) {
    return { ...answer, result: answer.result.map((receipt) => changeL1Fee(receipt, l1Fee)) }
  }
  return answer
}

function changeL1Fee(receipt: unknown, l1Fee: 'dropped' | bigint): unknown {
  if (typeof receipt !== 'object' || receipt === null) return receipt
  const others = Object.fromEntries(Object.entries(receipt).filter(([key]) => key !== 'l1Fee'))
  return l1Fee === 'dropped' ? others : { ...others, l1Fee: toHex(l1Fee) }
}

function toHex(value: number | bigint): string {
  return `0x${value.toString(16)}`
}
