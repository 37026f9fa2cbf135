import type { ChainSource } from './chainSource'
import { chainPrefix, lineageKey } from './entryKeys'
import { createLineage, formatLineage, parseLineage } from './lineage'
import type { Lineage } from './lineage'
import type { CacheStore } from './store'

/** The lineage whose anchor the chain still has. */
interface Opened {
  readonly lineage: Lineage | null
  /** What stands in the store. */
  readonly text: string | null
}

/** Under which lineage to write. */
export interface Writing {
  readonly lineage: Lineage
  /** Nothing above this block is written. */
  readonly lastBlock: number
  /** What must stand in the store: otherwise somebody has written another lineage in the meantime. */
  readonly expected: string | null
}

/** The anchor is moved by so many blocks at least: two pages that read at the same time would move it in turns. */
const minAdvance = 256

/**
 * Sees to it that only what belongs to the chain that is being read is used, and that nothing else is mixed with it.
 *
 * On opening, the anchor's hash is compared with the chain's. Where it differs, or where the chain has no such block, the endpoint
 * is of another history (a local node that was started anew) and everything of the chain is dropped. Where the endpoint does not answer, nothing is
 * used and nothing written.
 */
export class LineageGuard {
  readonly #store: CacheStore
  readonly #source: ChainSource
  readonly #key: string
  #opened: Promise<Opened | null>
  #writing: Promise<Writing | null> | null = null
  #trustedBlock = -1

  constructor(store: CacheStore, source: ChainSource) {
    this.#store = store
    this.#source = source
    this.#key = lineageKey(source.chainId)
    this.#opened = this.#open(() => this.#drop())
  }

  /** What reaches above this block is not used: its anchor is another than the one that was compared. */
  get trustedBlock(): number {
    return this.#trustedBlock
  }

  /** The lineage to read; `null` when there is none. */
  async current(): Promise<Lineage | null> {
    return (await this.#opened)?.lineage ?? null
  }

  /** Finds out under which lineage to write, once; `null` when nothing can be written. */
  prepareWriting(): Promise<Writing | null> {
    return (this.#writing ??= this.#prepare().catch(() => null))
  }

  /** Something was written. */
  wrote({ lineage, lastBlock }: Writing): void {
    const text = formatLineage(lineage)
    this.#opened = Promise.resolve({ lineage, text })
    this.#writing = Promise.resolve({ lineage, lastBlock, expected: text })
    this.#trustedBlock = lineage.anchor.number
  }

  /**
   * Somebody else wrote another lineage, or moved the anchor: begins again with what stands there. Where that is of another chain, two pages read
   * two chains with the same id; this one leaves the cache to the other.
   */
  reopen(): void {
    this.#writing = null
    this.#trustedBlock = -1
    this.#opened = this.#open(async () => null)
  }

  /** Compares the anchor with the chain; `handleOther` says what is there where it differs. */
  async #open(handleOther: () => Promise<Opened | null>): Promise<Opened | null> {
    try {
      const text = (await this.#store.read([this.#key])).get(this.#key)
      if (text === undefined) return { lineage: null, text: null }
      const lineage = parseLineage(text)
      if (lineage && (await this.#source.fetchBlockHash(lineage.anchor.number)) === lineage.anchor.hash) {
        this.#trustedBlock = lineage.anchor.number
        return { lineage, text: formatLineage(lineage) }
      }
      return await handleOther()
    } catch {
      return null
    }
  }

  async #drop(): Promise<Opened> {
    const infos = await this.#store.list(chainPrefix(this.#source.chainId))
    await this.#store.change({ remove: [this.#key, ...infos.map(({ key }) => key)] })
    return { lineage: null, text: null }
  }

  async #prepare(): Promise<Writing | null> {
    const opened = await this.#opened
    if (opened === null) return null
    const { lineage, text: expected } = opened
    const { maxFinalBlockNumber = Infinity } = this.#source
    // What was final once stays so, and the anchor would not be moved.
    if (lineage && maxFinalBlockNumber < lineage.anchor.number + minAdvance) {
      return { lineage, lastBlock: lineage.anchor.number, expected }
    }
    const number = await this.#source.fetchFinalBlockNumber()
    if (lineage && number < lineage.anchor.number + minAdvance) {
      return { lineage, lastBlock: Math.min(number, lineage.anchor.number), expected }
    }
    const hash = number < 0 ? null : await this.#source.fetchBlockHash(number)
    if (hash === null) return null
    const generation = lineage?.generation
    const begun = createLineage(number, hash)
    return { lineage: generation === undefined ? begun : { ...begun, generation }, lastBlock: number, expected }
  }
}
