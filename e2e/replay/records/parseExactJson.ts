/** A string never starts with this character in the data that is read here, so it can mark integers. */
const integerMark = '\u0001'

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * `JSON.parse` with every integer as a bigint: chain data holds integers far over 2^53.
 * Numbers with a fraction or an exponent stay numbers.
 */
export function parseExactJson(text: string): unknown {
  const marked = text.replace(stringOrNumber, (token) =>
    /^-?\d+$/.test(token) ? JSON.stringify(integerMark + token) : token,
  )
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(integerMark) ? BigInt(value.slice(1)) : value,
  )
}
