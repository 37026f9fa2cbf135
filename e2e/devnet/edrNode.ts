import type { Provider } from '@nomicfoundation/edr'

export interface EdrRequest {
  readonly id?: unknown
  readonly method: string
  readonly params?: readonly unknown[]
}

interface EdrError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

interface EdrAnswer {
  readonly result?: unknown
  readonly error?: EdrError
}

/** Where each method that reads state has its block. */
const stateBlockIndex: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
}

/** EDR behind JSON-RPC as other nodes speak it: every address may send, blocks give their receipts, and `anvil_` methods are known. */
export class EdrNode {
  readonly #senders = new Set<string>()
  /** Runs of empty blocks that were mined at once, by number, oldest first. */
  readonly #runs: { readonly first: number; readonly last: number }[] = []

  constructor(readonly provider: Provider) {}

  /** Answers a request with JSON-RPC text. */
  async answer({ id = null, method, params = [] }: EdrRequest): Promise<string> {
    const head = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},`
    if (method === 'eth_sendTransaction') await this.#allowSender(params[0] as { from?: string })
    if (method === 'hardhat_mine' || method === 'anvil_mine') {
      await this.mineEmpty(Number(params[0] ?? 1), Number(params[1] ?? 1))
      return `${head}"result":null}`
    }
    if (method === 'eth_getBlockReceipts') {
      return `${head}"result":${JSON.stringify(await this.#fetchBlockReceipts(params[0]))}}`
    }
    if (method === 'debug_traceTransaction' && (params[1] as { tracer?: string } | undefined)?.tracer !== undefined) {
      return `${head}"result":${JSON.stringify(await this.#traceCreation(params[0] as string))}}`
    }
    const text = await this.#handleAtBlock(method.replace(/^anvil_/, 'hardhat_'), params)
    // EDR leaves version and id to whoever asks.
    return text.startsWith('{"error"') ? `${head}"error":${formatError(text)}}` : head + text.slice(1)
  }

  /** Mines empty blocks. @param count how many @param seconds from block to block */
  async mineEmpty(count: number, seconds: number): Promise<void> {
    const first = Number(await this.ask('eth_blockNumber', [])) + 1
    await this.ask('hardhat_mine', [toHex(count), toHex(seconds)])
    this.#runs.push({ first, last: first + count - 1 })
  }

  /** @throws Error with the node's own words */
  async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
    const { result, error } = JSON.parse(await this.#handle(method, params)) as EdrAnswer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result as T
  }

  async #handle(method: string, params: readonly unknown[]): Promise<string> {
    const { data } = await this.provider.handleRequest(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
    // What is too long for a string comes as an object.
    return typeof data === 'string' ? data : JSON.stringify(data)
  }

  /**
   * EDR answers with the state of the chain's beginning for blocks inside of a run of empty ones. The state does not change in such a
   * run, so it is read at the run's first block, which is a real one; where a contract answers with that block's number or time, it is
   * replaced by the ones of the block that was asked for. What a contract computes with the time, like the seconds that a pool's price was
   * inside of a range, is as of the first block: the logs tell it more exactly than this node's state.
   */
  async #handleAtBlock(method: string, params: readonly unknown[]): Promise<string> {
    const index = stateBlockIndex[method]
    const block = index === undefined ? undefined : params[index]
    const blockNumber = block === undefined ? null : await this.#findBlockNumber(block)
    const run = blockNumber === null ? undefined : findRun(this.#runs, blockNumber)
    if (
      index === undefined ||
      blockNumber === null ||
      run === undefined ||
      run.first === blockNumber ||
      run.last === blockNumber
    ) {
      return this.#handle(method, params)
    }
    const text = await this.#handle(method, params.with(index, toHex(run.first)))
    if (method !== 'eth_call') return text
    const [first, asked] = await Promise.all([this.#fetchTime(run.first), this.#fetchTime(blockNumber)])
    return text
      .replaceAll(formatWord(run.first), formatWord(blockNumber))
      .replaceAll(formatWord(first), formatWord(asked))
  }

  async #fetchTime(blockNumber: number): Promise<number> {
    const { timestamp } = await this.ask<{ timestamp: string }>('eth_getBlockByNumber', [toHex(blockNumber), false])
    return Number(timestamp)
  }

  /** The number of a block given by number or hash (EIP-1898); `null` for a tag. */
  async #findBlockNumber(block: unknown): Promise<number | null> {
    if (typeof block === 'string') return block.startsWith('0x') ? Number(block) : null
    const { blockNumber, blockHash } = block as { blockNumber?: string; blockHash?: string }
    if (blockNumber !== undefined) return Number(blockNumber)
    const found = await this.ask<{ number: string } | null>('eth_getBlockByHash', [blockHash, false])
    return found === null ? null : Number(found.number)
  }

  /**
   * What a creation left in the new contract's storage, as the prestate tracer says it in its diff mode. EDR has no tracer but the
   * default one, so it is gathered from the steps.
   */
  async #traceCreation(hash: string): Promise<unknown> {
    const [receipt, { structLogs }] = await Promise.all([
      this.ask<{ contractAddress: string }>('eth_getTransactionReceipt', [hash]),
      this.ask<{ structLogs: readonly { opName: string; stack: string[] }[] }>('debug_traceTransaction', [
        hash,
        { disableMemory: true, disableStorage: true },
      ]),
    ])
    const storage: Record<string, string> = {}
    for (const { opName, stack } of structLogs) {
      const [value, slot] = opName === 'SSTORE' ? stack.slice(-2) : []
      if (slot !== undefined && value !== undefined) storage[toWord(slot)] = toWord(value)
    }
    return { post: { [receipt.contractAddress.toLowerCase()]: { storage } } }
  }

  async #allowSender({ from }: { from?: string }): Promise<void> {
    if (from === undefined || this.#senders.has(from)) return
    this.#senders.add(from)
    await this.ask('hardhat_impersonateAccount', [from])
  }

  async #fetchBlockReceipts(block: unknown): Promise<readonly unknown[] | null> {
    const isHash = typeof block === 'string' && block.length === 66
    const found = await this.ask<{ transactions: readonly string[] } | null>(
      isHash ? 'eth_getBlockByHash' : 'eth_getBlockByNumber',
      [block, false],
    )
    if (found === null) return null
    return Promise.all(found.transactions.map((hash) => this.ask('eth_getTransactionReceipt', [hash])))
  }
}

/** The run that has a block; runs are in ascending order. */
function findRun(runs: readonly { readonly first: number; readonly last: number }[], blockNumber: number) {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle]?.last ?? 0) < blockNumber) low = middle + 1
    else high = middle
  }
  const run = runs[low]
  return run !== undefined && run.first <= blockNumber ? run : undefined
}

function toWord(stackItem: string): string {
  return `0x${stackItem.replace(/^0x/, '').padStart(64, '0')}`
}

function formatWord(value: number): string {
  return value.toString(16).padStart(64, '0')
}

function toHex(value: number): string {
  return `0x${value.toString(16)}`
}

/** EDR puts the request, or what a contract reverted with, into `data` of an error; other nodes have the latter alone there. */
function formatError(text: string): string {
  const { error } = JSON.parse(text) as { error: EdrError }
  const inner = (error.data as { data?: unknown } | undefined)?.data
  const isRevert = typeof inner === 'string'
  return JSON.stringify({
    code: isRevert ? 3 : error.code,
    message: isRevert ? `execution reverted: ${error.message}` : error.message,
    ...(isRevert ? { data: inner } : {}),
  })
}
