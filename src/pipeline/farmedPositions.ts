import type { PositionHistory } from '../domain/ledger'
import type { Address } from '../domain/primitives'
import type { FarmedLives } from '../protocols/adapter'
import type { PoolSearch } from '../whales/poolSearch'
import type { PoolContext } from './poolContext'

/**
 * What some owners of a searched pool had in farms, where a farm paid them in the window or still owes them something: whole lives, also of
 * positions that had ended before the window, which the search itself does not look for.
 */
export class FarmedPositions {
  readonly #lives = new Map<string, PositionHistory>()
  /** By owner, in lower case. */
  readonly #looking = new Map<string, Promise<void>>()
  readonly #loading = new Map<string, Promise<void>>()
  /** Owners whom farms paid, of whom nothing was loaded. */
  readonly #unread = new Set<string>()
  /** Owners of whom all is known that farms owe them. */
  readonly #known = new Set<string>()

  constructor(
    readonly context: PoolContext,
    readonly search: PoolSearch,
  ) {}

  /** All that were found. */
  get histories(): readonly PositionHistory[] {
    return [...this.#lives.values()]
  }

  /** One of them by its position's id. */
  get(positionId: string): PositionHistory | undefined {
    return this.#lives.get(positionId)
  }

  /** Whether all is known that farms owe an owner. */
  isKnown(owner: Address): boolean {
    return this.#known.has(owner.toLowerCase())
  }

  /** Whether a farm paid an owner who was looked for, and for what is not loaded: each payment takes the price anew. */
  isUnread(owner: Address): boolean {
    return this.#unread.has(owner.toLowerCase())
  }

  /** Finds out whom of some owners farms paid. Nothing is read again for one who was looked for before. */
  async look(owners: readonly Address[]): Promise<void> {
    await readOnce(this.#looking, owners, async (fresh) => {
      const { unreadPayees } = await this.#fetch(fresh, 0)
      for (const owner of unreadPayees)
        if (!this.#loading.has(owner.toLowerCase())) this.#unread.add(owner.toLowerCase())
    })
  }

  /**
   * Loads what some owners had. Nothing is read again for one who was asked for before.
   *
   * @throws as `farmedLives` and `comparedWithPool` of the adapter.
   */
  async load(owners: readonly Address[]): Promise<void> {
    await readOnce(this.#loading, owners, async (fresh) => {
      const { client, adapter, input, searched } = this.context
      const { histories, isKnown } = await this.#fetch(fresh)
      const known = { histories, others: this.search.histories }
      for (const history of await adapter.search.comparedWithPool(client, input.pool, known, searched)) {
        this.#lives.set(history.position.id, history)
      }
      for (const owner of fresh) {
        this.#unread.delete(owner.toLowerCase())
        if (isKnown) this.#known.add(owner.toLowerCase())
      }
    })
  }

  #fetch(owners: readonly Address[], fewRequests?: number): Promise<FarmedLives> {
    const { client, adapter, input, searched } = this.context
    return adapter.search.farmedLives(client, input.pool, owners, searched, fewRequests)
  }
}

/** Reads for those owners for whom nobody did. */
async function readOnce(
  readings: Map<string, Promise<void>>,
  owners: readonly Address[],
  read: (fresh: readonly Address[]) => Promise<void>,
): Promise<void> {
  const fresh = owners.filter((owner) => !readings.has(owner.toLowerCase()))
  if (fresh.length > 0) {
    const reading = read(fresh)
    for (const owner of fresh) readings.set(owner.toLowerCase(), reading)
  }
  await Promise.all(owners.map((owner) => readings.get(owner.toLowerCase())))
}
