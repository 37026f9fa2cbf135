import type { Address, Hex } from '../../domain/primitives'

const MAX_CHARACTERS = 24
/** Of a symbol that is megabytes long, no more is ever decoded. */
const MAX_BYTES = 512
const hexDigitsPerWord = 64

/**
 * Parses what a token's `symbol()` returned into text that is safe to show: an ABI string, or the `bytes32` of old tokens.
 *
 * Control, bidi, zero-width and other invisible characters are removed, piles of combining marks are cut to two, every kind of blank
 * becomes one space, and at most 24 characters are left. It is for display only: nothing may be decided by a symbol.
 *
 * @param data what the call returned, or `null` when it failed.
 * @returns the short address where nothing readable is left.
 */
export function parseTokenSymbol(data: Hex | null, address: Address): string {
  const bytes = data === null ? null : (readAbiString(data) ?? readBytes32(data))
  const symbol = bytes === null ? '' : cleanSymbol(new TextDecoder().decode(bytes))
  return symbol === '' ? formatShortAddress(address) : symbol
}

function formatShortAddress(address: Address): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`
}

function cleanSymbol(text: string): string {
  const clean = text
    .normalize('NFC')
    // Blanks first: some of them are control characters, and two words must not grow together.
    .replace(/[\p{Z}\t\n\r\u2800]+/gu, ' ')
    // U+FFFD stands for bytes that are no UTF-8.
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\uFFFD]/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/ +/g, ' ')
    .trim()
  const characters = [...clean]
  if (characters.length <= MAX_CHARACTERS) return clean
  return `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`
}

/** The bytes of an ABI-encoded string, its first `MAX_BYTES`; `null` when `data` is not one. */
function readAbiString(data: Hex): Uint8Array | null {
  const digits = data.slice(2)
  const offset = readLength(digits, 0)
  const length = offset === null ? null : readLength(digits, offset * 2)
  if (offset === null || length === null) return null
  const start = offset * 2 + hexDigitsPerWord
  if (digits.length < start + length * 2) return null
  return readBytes(digits, start, Math.min(length, MAX_BYTES))
}

/** The bytes of a `bytes32` up to its first zero; `null` when `data` is not one. */
function readBytes32(data: Hex): Uint8Array | null {
  if (data.length !== 2 + hexDigitsPerWord) return null
  const bytes = readBytes(data.slice(2), 0, 32)
  const end = bytes.indexOf(0)
  return end === -1 ? bytes : bytes.slice(0, end)
}

/** The word that starts at a digit as a byte count; `null` when it is not there or larger than the data. */
function readLength(digits: string, start: number): number | null {
  const word = digits.slice(start, start + hexDigitsPerWord)
  if (word.length < hexDigitsPerWord) return null
  const value = BigInt(`0x${word}`)
  return value <= BigInt(digits.length / 2) ? Number(value) : null
}

function readBytes(digits: string, start: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  for (let index = 0; index < count; index++) {
    bytes[index] = Number.parseInt(digits.slice(start + index * 2, start + index * 2 + 2), 16)
  }
  return bytes
}
