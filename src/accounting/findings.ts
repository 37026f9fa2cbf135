import type { Missing } from '../domain/coverage'
import type { Token } from '../domain/pool'
import type { Address } from '../domain/primitives'

/** Gathers what could not be known while figures are computed, and says it in words. */
export class Findings {
  readonly #prices = new Map<string, { readonly token: string; readonly why: string; readonly blocks: Set<number> }>()
  readonly #undecided = new Set<string>()
  readonly #poolPrices = new Set<number>()
  readonly #fees = new Map<number, Set<string>>()
  readonly #owed = new Set<string>()
  readonly #inconsistent = new Set<string>()
  readonly #timeInRange = new Set<string>()
  readonly #receipts = new Set<string>()
  readonly #l1Fees = new Set<string>()

  /** @param owner whose figures are computed: named where both sides of a comparison can miss the same kind of thing. */
  constructor(readonly owner: Address) {}

  /** The price of a token is not known at a block. @param why a sentence */
  addUnknownPrice(address: string, symbol: string | null, blockNumber: number, why = 'No source gives it.'): void {
    const key = `${address.toLowerCase()} ${why}`
    const entry = this.#prices.get(key) ?? { token: symbol ?? address, why, blocks: new Set() }
    this.#prices.set(key, entry)
    entry.blocks.add(blockNumber)
  }

  /** A token's decimals are not known, so that its amounts have no value. */
  addUnknownDecimals(token: Token | { readonly address: string; readonly symbol: null }): void {
    this.#undecided.add(token.symbol ?? token.address)
  }

  /** The pool's own price is not known at the end of a block. */
  addUnknownPoolPrice(blockNumber: number): void {
    this.#poolPrices.add(blockNumber)
  }

  /** What a position could collect at the end of a block is not known. */
  addUnknownFees(positionId: string, blockNumber: number): void {
    const ids = this.#fees.get(blockNumber) ?? new Set()
    this.#fees.set(blockNumber, ids.add(positionId))
  }

  /** How much of what a position owed when its history opened was principal is not known. */
  addUndecidedFees(positionId: string): void {
    this.#owed.add(positionId)
  }

  /** A position's state contradicts its events. */
  addInconsistent(positionId: string): void {
    this.#inconsistent.add(positionId)
  }

  isInconsistent(positionId: string): boolean {
    return this.#inconsistent.has(positionId)
  }

  /** Positions whose events do not add up to what their contract says. */
  get inconsistentPositions(): readonly string[] {
    return [...this.#inconsistent]
  }

  addUnknownTimeInRange(positionId: string): void {
    this.#timeInRange.add(positionId)
  }

  /** What a transaction cost is not known. */
  addMissingReceipt(transactionHash: string): void {
    this.#receipts.add(transactionHash)
  }

  /** A transaction's receipt did not carry the L1 fee that its chain charges. */
  addMissingL1Fee(transactionHash: string): void {
    this.#l1Fees.add(transactionHash)
  }

  /** One sentence for each kind of thing that is missing. */
  listMissing(): readonly Missing[] {
    return [
      ...[...this.#inconsistent].map((id) => ({
        what: `All figures of position ${id}`,
        why: 'Its events do not add up to what its contract says it holds, so some of them were not read.',
      })),
      ...[...this.#prices.values()].map(({ token, why, blocks }) => ({
        what: `Price of ${token} at ${formatBlocks(blocks)}`,
        why: `${why} Every figure that needs it is unknown.`,
      })),
      ...[...this.#undecided].map((token) => ({
        what: `Values of ${token}`,
        why: 'Its contract does not say how many decimals it has.',
      })),
      ...(this.#poolPrices.size === 0
        ? []
        : [
            {
              what: `The pool's own price at ${formatBlocks(this.#poolPrices)}`,
              why: 'It could not be read, so what the liquidity was worth then is unknown.',
            },
          ]),
      ...[...this.#fees].map(([block, ids]) => ({
        what: `Fees of ${formatPositions(ids)}`,
        why: `What could be collected at block ${block} is not known: the endpoint does not keep the state of that block.`,
      })),
      ...(this.#owed.size === 0
        ? []
        : [
            {
              what: `Fees of ${formatPositions(this.#owed)}`,
              why: 'How much of what was waiting there when the window began were withdrawn deposits is told by older events, and these were not read.',
            },
          ]),
      ...(this.#receipts.size === 0
        ? []
        : [
            {
              what: `Gas of ${formatCount(this.#receipts.size, 'transaction')} of ${formatOwner(this.owner)}`,
              why: 'The endpoint does not have their receipts, so gas and net are unknown.',
            },
          ]),
      ...(this.#l1Fees.size === 0
        ? []
        : [
            {
              what: `L1 fee of ${formatCount(this.#l1Fees.size, 'transaction')} of ${formatOwner(this.owner)}`,
              why: 'The endpoint leaves it out of the receipts, so gas is more than what is listed, and its value and net are unknown.',
            },
          ]),
      ...(this.#timeInRange.size === 0
        ? []
        : [
            {
              what: `Time in range of ${formatPositions(this.#timeInRange)}`,
              why: 'The endpoint does not keep the state of the blocks between which it is measured.',
            },
          ]),
    ]
  }
}

function formatBlocks(blocks: ReadonlySet<number>): string {
  const sorted = [...blocks].sort((a, b) => a - b)
  return sorted.length === 1
    ? `block ${sorted[0]}`
    : `${sorted.length} blocks (${sorted[0]} to ${sorted[sorted.length - 1]})`
}

function formatPositions(ids: ReadonlySet<string>): string {
  const shown = [...ids].slice(0, 5).join(', ')
  return ids.size === 1
    ? `position ${shown}`
    : ids.size <= 5
      ? `positions ${shown}`
      : `positions ${shown} and ${ids.size - 5} more`
}

function formatCount(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}

function formatOwner(owner: Address): string {
  return `${owner.slice(0, 6)}…${owner.slice(-4)}`
}
