const nibbles = new Uint8Array(128)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  nibbles[digit.charCodeAt(0)] = value
  nibbles[digit.toUpperCase().charCodeAt(0)] = value
}

/** Writes numbers and hexadecimal text into bytes, one after the other. */
export class ByteWriter {
  #bytes = new Uint8Array(4_096)
  #length = 0

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** A whole number from 0 to 2^53 - 1, in as few bytes as it needs (LEB128). */
  number(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.byte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  /** A whole number of either sign. */
  signed(value: number): void {
    this.number(value >= 0 ? 2 * value : -2 * value - 1)
  }

  /** `count` bytes from the hexadecimal digits of `text` that begin at `start`. */
  hex(text: string, start: number, count: number): void {
    this.#reserve(count)
    const bytes = this.#bytes
    let position = this.#length
    for (let index = start; index < start + 2 * count; index += 2) {
      bytes[position++] =
        ((nibbles[text.charCodeAt(index)] as number) << 4) | (nibbles[text.charCodeAt(index + 1)] as number)
    }
    this.#length = position
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }
}
