import { CorruptCacheError } from '../errors'

/** Reads what `ByteWriter` wrote; whatever else it is given ends in `CorruptCacheError`, never in a wrong value. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #position: number

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes
    this.#position = position
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length
  }

  byte(): number {
    const value = this.#bytes[this.#position++]
    if (value === undefined) throw new CorruptCacheError('it ends too early')
    return value
  }

  number(): number {
    let value = 0
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.byte()
      value += (byte % 128) * factor
      if (byte < 128) {
        if (!Number.isSafeInteger(value)) break
        return value
      }
    }
    throw new CorruptCacheError('a number in it is too large')
  }

  signed(): number {
    const value = this.number()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** A number of entries that each take at least one more byte. */
  count(): number {
    const value = this.number()
    if (value > this.#bytes.length - this.#position) throw new CorruptCacheError('it ends too early')
    return value
  }

  /** The next `count` bytes, not copied. */
  bytes(count: number): Uint8Array {
    const end = this.#position + count
    if (end > this.#bytes.length) throw new CorruptCacheError('it ends too early')
    const part = this.#bytes.subarray(this.#position, end)
    this.#position = end
    return part
  }
}
