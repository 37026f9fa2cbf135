import type { LogBox } from '../domain/logBox'
import type { Address, Hex } from '../domain/primitives'
import type { AskedCall } from './callAnswer'

/** What a visit asked of the report's block: states, code, and logs up to that block. */
export interface Asked {
  readonly calls: readonly AskedCall[]
  readonly addresses: readonly Address[]
  readonly boxes: readonly LogBox[]
}

export const nothingAsked: Asked = { calls: [], addresses: [], boxes: [] }

const maxCalls = 2_000
const maxAddresses = 500
const maxBoxes = 60
const addressDigits = 40
const topicDigits = 64

type Values = readonly string[] | null

/** Without the zeros that ids and addresses begin with. */
function shorten(values: Values): string | null {
  return values && values.map((value) => value.replace(/^0x0*/, '')).join(',')
}

/** Writes what was asked as text; `null` where it is too much to be asked in one go. */
export function formatAsked({ calls, addresses, boxes }: Asked): string | null {
  if (calls.length > maxCalls || addresses.length > maxAddresses || boxes.length > maxBoxes) return null
  return JSON.stringify({
    calls: calls.map(({ address, functionName, data }) => [address, functionName, data]),
    addresses,
    boxes: boxes.map((box) => [box.range.fromBlock, shorten(box.addresses), ...box.topics.map(shorten)]),
  })
}

function refuse(): never {
  throw new TypeError('This is not what was asked before.')
}

function parseList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuse()
}

function parseText(value: unknown, pattern: RegExp): string {
  return typeof value === 'string' && pattern.test(value) ? value : refuse()
}

function parseValues(value: unknown, digits: number): Values {
  if (value === null) return null
  const parts = parseText(value, /^[\da-f,]*$/).split(',')
  return parts.map((part) => (part.length <= digits ? `0x${part.padStart(digits, '0')}` : refuse()))
}

function parseBox(value: unknown): LogBox {
  const [fromBlock, addresses, ...topics] = parseList(value)
  if (typeof fromBlock !== 'number' || !Number.isSafeInteger(fromBlock) || topics.length > 4) return refuse()
  return {
    addresses: parseValues(addresses, addressDigits),
    topics: topics.map((topic) => parseValues(topic, topicDigits)),
    range: { fromBlock, toBlock: fromBlock },
  }
}

function parseCall(value: unknown): AskedCall {
  const [address, functionName, data] = parseList(value)
  return {
    address: parseText(address, /^0x[\da-f]{40}$/i) as Address,
    functionName: parseText(functionName, /^[\w$]{1,100}$/),
    data: parseText(data, /^0x([\da-f]{2})*$/i) as Hex,
  }
}

/** Reads what `formatAsked` wrote; nothing for anything else. The last block of the boxes is left open. */
export function parseAsked(text: string): Asked {
  try {
    const { calls, addresses, boxes } = JSON.parse(text) as Record<string, unknown>
    return {
      calls: parseList(calls).slice(0, maxCalls).map(parseCall),
      addresses: parseList(addresses)
        .slice(0, maxAddresses)
        .map((address) => parseText(address, /^0x[\da-f]{40}$/) as Address),
      boxes: parseList(boxes).slice(0, maxBoxes).map(parseBox),
    }
  } catch {
    return nothingAsked
  }
}
