import type { LogBox } from '../domain/logBox'

const addressDigits = 40
const topicDigits = 64
const maxTopics = 4

/** The digits that mean something: ids, ticks and addresses begin with many zeros. */
function shorten(value: string): string {
  return value.replace(/^0x0*/, '')
}

function formatValues(values: readonly string[] | null): string {
  return values === null ? '*' : values.map(shorten).join(',')
}

/** Writes a box as short text: block numbers, addresses, then each place of the topics. */
export function formatBox({ addresses, topics, range }: LogBox): string {
  return [`${range.fromBlock}-${range.toBlock}`, formatValues(addresses), ...topics.map(formatValues)].join('|')
}

function parseValues(text: string, digits: number): readonly string[] | null | undefined {
  if (text === '*') return null
  const parts = text.split(',')
  const isHex = parts.every((part) => part.length <= digits && /^[\da-f]*$/.test(part))
  if (!isHex) return undefined
  const values = parts.map((part) => `0x${part.padStart(digits, '0')}`)
  const isSorted = values.every((value, index) => index === 0 || (values[index - 1] as string) < value)
  return isSorted ? values : undefined
}

/** Reads what `formatBox` wrote; `null` for anything else. */
export function parseBox(text: string): LogBox | null {
  const [blocks = '', addressText, ...topicTexts] = text.split('|')
  const numbers = /^(\d{1,15})-(\d{1,15})$/.exec(blocks)
  const range = { fromBlock: Number(numbers?.[1]), toBlock: Number(numbers?.[2]) }
  if (!numbers || addressText === undefined || range.fromBlock > range.toBlock || topicTexts.length > maxTopics)
    return null
  const addresses = parseValues(addressText, addressDigits)
  const topics = topicTexts.map((topic) => parseValues(topic, topicDigits))
  const isWhole = (values: readonly (readonly string[] | null | undefined)[]): values is LogBox['topics'] =>
    values.every((value) => value !== undefined)
  return addresses !== undefined && isWhole(topics) ? { addresses, topics, range } : null
}
