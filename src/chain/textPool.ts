/** Texts that were seen longest ago are the least likely to come again. */
const maxTexts = 20_000

/**
 * Gives the same string for equal texts. What a parser makes of an answer is a string of its own for each place: half a million logs of a
 * pool hold the same topics, hashes and addresses hundreds of thousands of times.
 */
export class TextPool {
  #texts = new Map<string, string>()
  /** Those before: looked through once more before they are forgotten. */
  #older = new Map<string, string>()

  share<T extends string>(text: T): T {
    const known = this.#texts.get(text)
    if (known !== undefined) return known as T
    const shared = this.#older.get(text) ?? text
    if (this.#texts.size >= maxTexts) {
      this.#older = this.#texts
      this.#texts = new Map()
    }
    this.#texts.set(shared, shared)
    return shared as T
  }
}
