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
}

type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>

/** Where each method that reads state has its block. */
const stateBlockIndex: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
  eth_getProof: 2,
}

/** The error with which the endpoint refuses a request, or `null` where it answers. */
export async function findRefusal(request: RpcRequest, scenario: RpcScenario, ask: Ask): Promise<RpcError | null> {
  const { refusedMethods, stateBlocks, logRange } = scenario
  const refused = refusedMethods?.[request.method]
  if (refused !== undefined) return refused
  if (stateBlocks !== undefined && (await isStateGone(request, stateBlocks, ask))) {
    const root = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
    return { code: -32000, message: `missing trie node ${root.slice(2)} (path ) state ${root} is not available` }
  }
  if (logRange !== undefined && request.method === 'eth_getLogs') {
    const blocks = await countLogBlocks(request, ask)
    if (blocks > logRange.maxBlocks) return logRange.error
  }
  return null
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

async function isStateGone(request: RpcRequest, stateBlocks: number, ask: Ask): Promise<boolean> {
  const index = stateBlockIndex[request.method]
  if (index === undefined) return false
  const asked = await findBlockNumber(request.params?.[index] ?? 'latest', ask)
  if (asked === null) return false
  return asked < (await fetchHead(ask)) - stateBlocks
}

async function countLogBlocks(request: RpcRequest, ask: Ask): Promise<number> {
  const filter = (request.params?.[0] ?? {}) as { fromBlock?: string; toBlock?: string; blockHash?: string }
  if (filter.blockHash !== undefined) return 1
  const head = await fetchHead(ask)
  const from = (await findBlockNumber(filter.fromBlock ?? 'latest', ask)) ?? head
  const to = (await findBlockNumber(filter.toBlock ?? 'latest', ask)) ?? head
  return to - from + 1
}

/** The number of a block given by number, tag, or hash (EIP-1898); `null` for the latest blocks, whatever they are. */
async function findBlockNumber(block: unknown, ask: Ask): Promise<number | null> {
  if (typeof block === 'string') {
    if (block.startsWith('0x')) return Number(block)
    return block === 'earliest' ? 0 : null
  }
  const { blockNumber, blockHash } = block as { blockNumber?: string; blockHash?: string }
  if (blockNumber !== undefined) return Number(blockNumber)
  if (blockHash === undefined) return null
  const found = (await ask('eth_getBlockByHash', [blockHash, false])) as { number: string } | null
  return found === null ? null : Number(found.number)
}

async function fetchHead(ask: Ask): Promise<number> {
  return Number(await ask('eth_blockNumber', []))
}

function changeL1Fee(receipt: unknown, l1Fee: 'dropped' | bigint): unknown {
  if (typeof receipt !== 'object' || receipt === null) return receipt
  const others = Object.fromEntries(Object.entries(receipt).filter(([key]) => key !== 'l1Fee'))
  return l1Fee === 'dropped' ? others : { ...others, l1Fee: toHex(l1Fee) }
}

function toHex(value: number | bigint): string {
  return `0x${value.toString(16)}`
}
