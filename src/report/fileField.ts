import { cleanForeignText } from '../domain/cleanForeignText'
import type { Address, Hex } from '../domain/primitives'
import type { AmountText, PairText } from '../domain/report'
import { ReportFileError } from '../errors'
import { MAX_TICK, MIN_TICK } from '../math/tickMath'

/** A uint256 has 78 digits; sums over a ledger have a few more. */
const AMOUNT = /^-?[0-9]{1,100}$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const TRANSACTION_HASH = /^0x[0-9a-fA-F]{64}$/
/** NFT numbers, pool addresses and ids, or an address with two ticks. */
export const MAX_ID_LENGTH = 100
const MAX_LIST_LENGTH = 100_000
/** End of the year 9999: later ones are no dates that a person could read. */
const MAX_TIMESTAMP = 253_402_300_799

/**
 * One field of a file that anybody may have written: reads it as what it should be, or says where it is not.
 *
 * Nothing of the file passes through unread: texts are cleaned and cut, numbers finite, lists bounded, and fields that nobody asks for
 * are left behind. Every `read...` throws `ReportFileError` with the field's place.
 */
export class FileField {
  constructor(
    readonly value: unknown,
    /** Where the field stands, as in `chains[0].pools[1].you`. */
    readonly path: string,
  ) {}

  get isAbsent(): boolean {
    return this.value === undefined
  }

  get isNull(): boolean {
    return this.value === null
  }

  /** A field of this object; absent when it has none of that name. */
  get(name: string): FileField {
    const object = this.#readObject()
    return new FileField(
      Object.hasOwn(object, name) ? object[name] : undefined,
      this.path ? `${this.path}.${name}` : name,
    )
  }

  /** `read` of this field, or `fallback` when it is absent: for what a report may leave out. */
  or<T>(fallback: T, read: (field: FileField) => T): T {
    return this.isAbsent ? fallback : read(this)
  }

  orNull<T>(read: (field: FileField) => T): T | null {
    return this.isNull ? null : read(this)
  }

  readList<T>(read: (field: FileField) => T, maxLength = MAX_LIST_LENGTH): readonly T[] {
    if (!Array.isArray(this.value)) throw this.#wrong('a list')
    if (this.value.length > maxLength) throw this.#wrong(`a list of at most ${maxLength} entries`)
    return this.value.map((entry: unknown, index) => read(new FileField(entry, `${this.path}[${index}]`)))
  }

  /** Text fit to be shown: one line of printable characters, cut at `maxLength`. */
  readText(maxLength: number): string {
    if (typeof this.value !== 'string') throw this.#wrong('a text')
    return cleanForeignText(this.value, maxLength)
  }

  readBoolean(): boolean {
    if (typeof this.value !== 'boolean') throw this.#wrong('true or false')
    return this.value
  }

  readOneOf<const T extends string>(allowed: readonly T[]): T {
    const found = allowed.find((one) => one === this.value)
    if (found === undefined) throw this.#wrong(`one of ${allowed.join(', ')}`)
    return found
  }

  /** A figure, or `null` for unknown. What is too large for a number is unknown too. */
  readFigure(): number | null {
    if (this.value === null) return null
    if (typeof this.value !== 'number') throw this.#wrong('a number or null')
    return Number.isFinite(this.value) ? this.value : null
  }

  readInteger(min: number, max = Number.MAX_SAFE_INTEGER): number {
    if (typeof this.value !== 'number' || !Number.isSafeInteger(this.value) || this.value < min || this.value > max) {
      throw this.#wrong(`a whole number from ${min} to ${max}`)
    }
    return this.value
  }

  /** Seconds since 1970. */
  readTimestamp(): number {
    return this.readInteger(0, MAX_TIMESTAMP)
  }

  readTick(): number {
    return this.readInteger(MIN_TICK, MAX_TICK)
  }

  readPositionId(): string {
    return this.readText(MAX_ID_LENGTH)
  }

  readAmount(): AmountText {
    if (typeof this.value !== 'string' || !AMOUNT.test(this.value)) throw this.#wrong('a whole number as text')
    return this.value
  }

  readPair(): PairText {
    const amounts = this.readList((field) => field.readAmount(), 2)
    const [amount0, amount1] = amounts
    if (amount0 === undefined || amount1 === undefined) throw this.#wrong('two amounts')
    return [amount0, amount1]
  }

  readAddress(): Address {
    if (typeof this.value !== 'string' || !ADDRESS.test(this.value)) throw this.#wrong('an address')
    return this.value as Address
  }

  readTransactionHash(): Hex {
    if (typeof this.value !== 'string' || !TRANSACTION_HASH.test(this.value)) throw this.#wrong('a transaction hash')
    return this.value as Hex
  }

  #readObject(): Record<string, unknown> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      throw this.#wrong('an object')
    return this.value as Record<string, unknown>
  }

  #wrong(expected: string): ReportFileError {
    const problem = this.isAbsent ? `${this.path} is missing` : `${this.path || 'its content'} should be ${expected}`
    return new ReportFileError(`This report is damaged: ${problem}.`)
  }
}
