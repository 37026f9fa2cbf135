import { hexToBigInt, hexToNumber } from 'viem'
import type { Address, Hex } from 'viem'
import { formatQuantity, requestRaw } from './devnetClient'
import type { DevnetClient } from './devnetClient'

/** A transaction that a story sends. */
export interface StoryTransaction {
  readonly from: Address
  readonly to: Address | null
  readonly data: Hex
  readonly value?: bigint
  readonly gas?: bigint
}

export interface StoryLog {
  readonly address: Address
  readonly topics: [Hex, ...Hex[]]
  readonly data: Hex
  readonly logIndex: number
}

/** What became of a transaction. */
export interface StoryReceipt {
  readonly transactionHash: Hex
  readonly blockNumber: number
  readonly timestamp: number
  readonly from: Address
  readonly gasUsed: bigint
  readonly effectiveGasPrice: bigint
  readonly contractAddress: Address | null
  readonly logs: readonly StoryLog[]
}

interface Pending {
  readonly transaction: StoryTransaction
  readonly resolve: (receipt: StoryReceipt) => void
  readonly reject: (reason: unknown) => void
}

interface RawReceipt {
  readonly status: Hex
  readonly transactionHash: Hex
  readonly blockNumber: Hex
  readonly from: Address
  readonly gasUsed: Hex
  readonly effectiveGasPrice: Hex
  readonly contractAddress: Address | null
  readonly logs: readonly { address: Address; topics: [Hex, ...Hex[]]; data: Hex; logIndex: Hex }[]
}

const secondsPerBlock = 12
const defaultGas = 3_000_000n

/**
 * Makes a story's blocks: each transaction gets its own, unless `inOneBlock` gathers several.
 * A transaction that reverts is an error of the story and rejects with the contract's reason.
 */
export class StoryBlocks {
  /** Base fee of the blocks to come, in wei. */
  baseFeeWei = 10n ** 9n
  /** Priority fee of the transactions to come, in wei. */
  priorityFeeWei = 10n ** 8n

  readonly #client: DevnetClient
  readonly #onReceipt: (receipt: StoryReceipt) => void
  readonly #emptyBlockSeconds: number | null
  #timestamp: number
  #nextTimestamp: number
  #gathering: Pending[] | null = null

  /**
   * @param timestamp time of the chain's latest block, seconds
   * @param emptyBlockSeconds the chain gets a block this often also when nothing happens; `null` for no such blocks
   */
  constructor(
    client: DevnetClient,
    timestamp: number,
    onReceipt: (receipt: StoryReceipt) => void,
    emptyBlockSeconds: number | null = null,
  ) {
    this.#client = client
    this.#timestamp = timestamp
    this.#nextTimestamp = timestamp + secondsPerBlock
    this.#onReceipt = onReceipt
    this.#emptyBlockSeconds = emptyBlockSeconds
  }

  /** Time of the latest block, seconds. */
  get timestamp(): number {
    return this.#timestamp
  }

  /** Time of the block to come, seconds. */
  get nextTimestamp(): number {
    return this.#nextTimestamp
  }

  /** Sets the time of the block to come. */
  moveTo(timestamp: number): void {
    if (timestamp <= this.#timestamp) {
      throw new Error(`A block at ${timestamp} cannot follow one at ${this.#timestamp}.`)
    }
    this.#nextTimestamp = Math.floor(timestamp)
  }

  /** Sends one transaction, in its own block or in the one that is being gathered. */
  send(transaction: StoryTransaction): Promise<StoryReceipt> {
    return new Promise((resolve, reject) => {
      const pending = { transaction, resolve, reject }
      if (this.#gathering === null) this.#mine([pending]).catch(reject)
      else this.#gathering.push(pending)
    })
  }

  /**
   * Mines everything that `actions` sends in one block, in the order of sending.
   * `actions` must send before its first `await`.
   */
  async inOneBlock<T extends readonly unknown[] | []>(
    actions: () => T,
  ): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
    if (this.#gathering !== null) throw new Error('A block is already being gathered.')
    const gathered: Pending[] = []
    this.#gathering = gathered
    let results: T
    try {
      results = actions()
    } finally {
      this.#gathering = null
    }
    const mining = this.#mine(gathered).catch((reason: unknown) => {
      for (const pending of gathered) pending.reject(reason)
    })
    const all = await Promise.all(results)
    // What was sent can have settled, or be nothing at all, before the block is made.
    await mining
    return all
  }

  /** Mines a block without transactions at the next time. */
  async mineEmpty(): Promise<void> {
    await this.#mine([])
  }

  async #mine(pendings: readonly Pending[]): Promise<void> {
    const client = this.#client
    const timestamp = this.#nextTimestamp
    if (this.#emptyBlockSeconds !== null) await this.#mineGap(timestamp, this.#emptyBlockSeconds)
    this.#timestamp = timestamp
    this.#nextTimestamp = timestamp + secondsPerBlock
    await requestRaw(client, 'evm_setNextBlockTimestamp', [timestamp])
    await requestRaw(client, 'anvil_setNextBlockBaseFeePerGas', [formatQuantity(this.baseFeeWei)])
    const hashes: Hex[] = []
    for (const { transaction } of pendings) {
      hashes.push(await requestRaw<Hex>(client, 'eth_sendTransaction', [this.#formatTransaction(transaction)]))
    }
    await requestRaw(client, 'evm_mine')
    const receipts = await requestRaw<readonly RawReceipt[]>(client, 'eth_getBlockReceipts', ['latest'])
    const byHash = new Map(receipts.map((receipt) => [receipt.transactionHash, receipt]))
    for (const [index, pending] of pendings.entries()) {
      await this.#settle(pending, byHash.get(hashes[index] as Hex), timestamp)
    }
  }

  /** Mines the empty blocks between the latest one and the one at `timestamp`. */
  async #mineGap(timestamp: number, seconds: number): Promise<void> {
    const blocks = Math.floor((timestamp - this.#timestamp) / seconds) - 1
    if (blocks <= 0) return
    await requestRaw(this.#client, 'evm_setNextBlockTimestamp', [this.#timestamp + seconds])
    await requestRaw(this.#client, 'hardhat_mine', [formatQuantity(blocks), formatQuantity(seconds)])
  }

  async #settle(pending: Pending, raw: RawReceipt | undefined, timestamp: number): Promise<void> {
    const { transaction, resolve, reject } = pending
    if (raw === undefined) return reject(new Error(`A transaction of ${transaction.from} did not fit into its block.`))
    if (raw.status !== '0x1') return reject(await this.#explainRevert(transaction, hexToNumber(raw.blockNumber)))
    const receipt = parseReceipt(raw, timestamp)
    this.#onReceipt(receipt)
    resolve(receipt)
  }

  async #explainRevert({ from, to, data, value = 0n }: StoryTransaction, blockNumber: number): Promise<Error> {
    const call = { from, to, data, value: formatQuantity(value) }
    try {
      await requestRaw(this.#client, 'eth_call', [call, formatQuantity(blockNumber - 1)])
    } catch (cause) {
      return new Error(`A transaction of ${from} to ${to} reverted.`, { cause })
    }
    return new Error(`A transaction of ${from} to ${to} reverted in block ${blockNumber}, after others of its block.`)
  }

  #formatTransaction({ from, to, data, value = 0n, gas = defaultGas }: StoryTransaction) {
    return {
      from,
      ...(to === null ? {} : { to }),
      data,
      value: formatQuantity(value),
      gas: formatQuantity(gas),
      maxFeePerGas: formatQuantity(2n * this.baseFeeWei + this.priorityFeeWei),
      maxPriorityFeePerGas: formatQuantity(this.priorityFeeWei),
    }
  }
}

function parseReceipt(raw: RawReceipt, timestamp: number): StoryReceipt {
  return {
    transactionHash: raw.transactionHash,
    blockNumber: hexToNumber(raw.blockNumber),
    timestamp,
    from: raw.from,
    gasUsed: hexToBigInt(raw.gasUsed),
    effectiveGasPrice: hexToBigInt(raw.effectiveGasPrice),
    contractAddress: raw.contractAddress,
    logs: raw.logs.map((log) => ({ ...log, logIndex: hexToNumber(log.logIndex) })),
  }
}
