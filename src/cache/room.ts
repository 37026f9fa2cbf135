import { lineageKey } from './entryKeys'
import type { CacheStore, EntryInfo } from './store'

/** Making room goes on to this share of the whole, so that it is not needed again at once. */
const shareAfter = 0.8
const lineages = lineageKey(0).slice(0, -1)

function sumBytes(infos: readonly EntryInfo[]): number {
  return infos.reduce((sum, { bytes }) => sum + (Number.isFinite(bytes) ? bytes : 0), 0)
}

/** Sees to it that no more is kept than the store's maximum: what was used longest ago goes first. */
export class Room {
  readonly #store: CacheStore
  /** `null` until it was counted. Other pages write too: a count that is not quite right only makes room a little late. */
  #bytes: number | null = null

  constructor(store: CacheStore) {
    this.#store = store
  }

  /** Counts what is kept. */
  async count(): Promise<number> {
    return (this.#bytes = sumBytes(await this.#store.list('')))
  }

  forgetCount(): void {
    this.#bytes = null
  }

  /** So many bytes came in. */
  async grew(bytes: number): Promise<void> {
    this.#bytes = this.#bytes === null ? await this.count() : this.#bytes + bytes
    if (this.#bytes > this.#store.maxBytes) await this.#make()
  }

  async #make(): Promise<void> {
    const infos = await this.#store.list('')
    let bytes = sumBytes(infos)
    const remove: string[] = []
    for (const info of [...infos].sort((a, b) => a.usedAt - b.usedAt)) {
      if (bytes <= shareAfter * this.#store.maxBytes) break
      if (info.key.startsWith(lineages)) continue
      remove.push(info.key)
      bytes -= info.bytes
    }
    await this.#store.change({ remove })
    this.#bytes = bytes
  }
}
