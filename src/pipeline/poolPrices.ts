import type { ChainClient } from '../chain/chainClient'
import type { Pool } from '../domain/pool'
import type { PriceTable } from '../domain/prices'
import type { Address, Currency } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import { loadPriceTable } from '../prices/loadPriceTable'
import type { ProtocolAdapter } from '../protocols/adapter'
import { mergePriceTables } from './mergePriceTables'

/** The prices of one pool's report, which grow as more blocks turn out to be needed. No block is read twice for the same tokens. */
export class PoolPrices {
  readonly #load: (blockNumbers: readonly number[], tokens: readonly Address[]) => Promise<PriceTable>
  /** Tokens that have their quotes in any case: the pool's own and the native coin. */
  readonly #always: readonly Address[]
  /** Blocks and further tokens that were asked for, each with the reading that brings it. */
  readonly #readings = new Map<string, Promise<void>>()
  #table: PriceTable

  constructor(
    client: ChainClient,
    adapter: ProtocolAdapter,
    options: { pool: Pool; currency: Currency; reportBlock: number },
  ) {
    const { pool, currency } = options
    const native = client.config.wrappedNative.address
    this.#load = (blockNumbers, tokens) => loadPriceTable(client, adapter, { ...options, tokens, blockNumbers })
    this.#always = [pool.token0.address, pool.token1.address, native]
    this.#table = { currency, native, quotes: new Map(), sqrtPriceX96: new Map(), missing: [] }
  }

  /** All that was read so far. */
  get table(): PriceTable {
    return this.#table
  }

  /**
   * Reads what is not there yet, waits for what others are reading, and gives the whole table.
   *
   * @param tokens to price besides the pool's two and the native coin: rewards.
   */
  async load(blockNumbers: Iterable<number>, tokens: readonly Address[] = []): Promise<PriceTable> {
    const further = tokens.filter((token) => !this.#always.some((known) => isSameAddress(known, token)))
    const keyOf = (block: number) => [block, ...further].join()
    const wanted = [...new Set(blockNumbers)]
    const unread = wanted.filter((block) => !this.#readings.has(keyOf(block)))
    if (unread.length > 0) {
      const reading = this.#read(unread, further)
      for (const block of unread) this.#readings.set(keyOf(block), reading)
    }
    await Promise.all(new Set(wanted.map((block) => this.#readings.get(keyOf(block)))))
    return this.#table
  }

  async #read(blockNumbers: readonly number[], tokens: readonly Address[]): Promise<void> {
    const table = await this.#load(blockNumbers, tokens)
    // The table is taken after the wait: other readings may have come in meanwhile.
    this.#table = mergePriceTables(this.#table, table)
  }
}
