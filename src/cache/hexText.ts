import type { Hex } from '../domain/primitives'

const digits = new Uint8Array(512)
for (let value = 0; value < 256; value++) {
  const text = value.toString(16).padStart(2, '0')
  digits[2 * value] = text.charCodeAt(0)
  digits[2 * value + 1] = text.charCodeAt(1)
}

const zero = '0'.charCodeAt(0)
const x = 'x'.charCodeAt(0)

/**
 * Many hexadecimal values written as one text and then cut out of it: far faster than making each on its own, and a value that is
 * cut out takes no memory for its characters.
 */
export class HexText {
  #characters = new Uint8Array(4_096)
  #length = 0
  readonly #ends: number[] = []

  #reserve(count: number): void {
    if (this.#length + count <= this.#characters.length) return
    const grown = new Uint8Array(Math.max(this.#characters.length * 2, this.#length + count))
    grown.set(this.#characters.subarray(0, this.#length))
    this.#characters = grown
  }

  /** Begins a value; what is added until `end` belongs to it. */
  begin(): void {
    this.#reserve(2)
    this.#characters[this.#length++] = zero
    this.#characters[this.#length++] = x
  }

  add(bytes: Uint8Array): void {
    this.#reserve(2 * bytes.length)
    const characters = this.#characters
    let position = this.#length
    for (let index = 0; index < bytes.length; index++) {
      const at = 2 * (bytes[index] as number)
      characters[position++] = digits[at] as number
      characters[position++] = digits[at + 1] as number
    }
    this.#length = position
  }

  /** `count` bytes of the same value, 0x00 or 0xff. */
  addFill(count: number, value: 0x00 | 0xff): void {
    this.#reserve(2 * count)
    this.#characters.fill(digits[2 * value] as number, this.#length, this.#length + 2 * count)
    this.#length += 2 * count
  }

  end(): void {
    this.#ends.push(this.#length)
  }

  /** The values in the order in which they were added. */
  cut(): readonly Hex[] {
    const text = new TextDecoder().decode(this.#characters.subarray(0, this.#length))
    let start = 0
    return this.#ends.map((end) => {
      const value = text.slice(start, end) as Hex
      start = end
      return value
    })
  }
}
