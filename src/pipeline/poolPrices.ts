import type { ChainClient } from '../chain/chainClient'
import type { Pool } from '../domain/pool'
import type { PriceTable } from '../domain/prices'
import type { Address, Currency } from '../domain/primitives'
import { loadPriceTable } from '../prices/loadPriceTable'
import type { ProtocolAdapter } from '../protocols/adapter'
import { mergePriceTables } from './mergePriceTables'

/** The prices of one pool's report, which grow as more blocks turn out to be needed. No block is read twice. */
export class PoolPrices {
  readonly #load: (blockNumbers: readonly number[]) => Promise<PriceTable>
  /** Blocks that were asked for, each with the reading that brings it. */
  readonly #readings = new Map<number, Promise<void>>()
  #table: PriceTable

  constructor(
    client: ChainClient,
    adapter: ProtocolAdapter,
    options: { pool: Pool; currency: Currency; tokens: readonly Address[]; reportBlock: number },
  ) {
    this.#load = (blockNumbers) => loadPriceTable(client, adapter, { ...options, blockNumbers })
    this.#table = {
      currency: options.currency,
      native: client.config.wrappedNative.address,
      quotes: new Map(),
      sqrtPriceX96: new Map(),
      missing: [],
    }
  }

  /** All that was read so far. */
  get table(): PriceTable {
    return this.#table
  }

  /** Reads what is not there yet, waits for what others are reading, and gives the whole table. */
  async load(blockNumbers: Iterable<number>): Promise<PriceTable> {
    const wanted = new Set(blockNumbers)
    const unread = [...wanted].filter((block) => !this.#readings.has(block))
    if (unread.length > 0) {
      const reading = this.#read(unread)
      for (const block of unread) this.#readings.set(block, reading)
    }
    await Promise.all(new Set([...wanted].map((block) => this.#readings.get(block))))
    return this.#table
  }

  async #read(blockNumbers: readonly number[]): Promise<void> {
    const table = await this.#load(blockNumbers)
    // The table is taken after the wait: other readings may have come in meanwhile.
    this.#table = mergePriceTables(this.#table, table)
  }
}
