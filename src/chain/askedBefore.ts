import type { LogBox } from '../domain/logBox'
import type { Address, Hex } from '../domain/primitives'
import type { AskedCall } from './callAnswer'

/** What a visit asked of the report's block: states, code, and logs up to that block. */
export interface Asked {
  readonly calls: readonly AskedCall[]
  readonly addresses: readonly Address[]
  readonly boxes: readonly LogBox[]
  /** The most blocks whose logs an endpoint gave at once, where it refused more; `null` where it refused none. */
  readonly scanned: { readonly host: string; readonly blocks: number } | null
}

export const nothingAsked: Asked = { calls: [], addresses: [], boxes: [], scanned: null }

const maxCalls = 20_000
const maxAddresses = 2_000
const maxBoxes = 100
/** Longer text is not kept. */
const maxCallsLength = 240_000
const addressDigits = 40
const wordDigits = 64
const selectorLength = 10

type Values = readonly string[] | null

/** Without the zeros that ids and addresses begin with. */
function shorten(values: Values): string | null {
  return values && values.map((value) => value.replace(/^0x0*/, '')).join(',')
}

/** A word without what it begins with: zeros, or behind a `-` the `f` of a negative number. */
function shortenWord(word: string): string {
  return word.startsWith('ff') ? `-${word.replace(/^f+/, '')}` : word.replace(/^0+/, '')
}

/** The words after a selector; `null` for data of another form. */
function shortenArguments(data: Hex): string | null {
  const rest = data.slice(selectorLength)
  if (!/^([\da-f]{64})*$/.test(rest)) return null
  return (rest.match(/.{64}/g) ?? []).map((word) => `:${shortenWord(word)}`).join('')
}

/** Writes calls in their order, each as the number of its function and its arguments; so many of the first as fit. */
function formatCalls(calls: readonly AskedCall[]) {
  const functions = new Map<string, number>()
  const parts: string[] = []
  let length = 0
  for (const { address, functionName, data } of calls.slice(0, maxCalls)) {
    const rest = shortenArguments(data)
    if (rest === null) continue
    const key = JSON.stringify([address, functionName, data.slice(0, selectorLength)])
    const index = functions.get(key) ?? functions.size
    const part = `${index}${rest}`
    length += part.length + 1
    if (length > maxCallsLength) break
    functions.set(key, index)
    parts.push(part)
  }
  return { functions: [...functions.keys()].map((key): unknown => JSON.parse(key)), calls: parts.join(' ') }
}

/** Writes what was asked as text: of very much only the first, the rest is asked for when it is needed. */
export function formatAsked({ calls, addresses, boxes, scanned }: Asked): string {
  return JSON.stringify({
    ...formatCalls(calls),
    addresses: addresses.slice(0, maxAddresses),
    scanned: scanned && [scanned.host, scanned.blocks],
    boxes: boxes
      .slice(0, maxBoxes)
      .map((box) => [box.range.fromBlock, shorten(box.addresses), ...box.topics.map(shorten)]),
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
    topics: topics.map((topic) => parseValues(topic, wordDigits)),
    range: { fromBlock, toBlock: fromBlock },
  }
}

function parseFunction(value: unknown): Omit<AskedCall, 'data'> & { readonly selector: string } {
  const [address, functionName, selector] = parseList(value)
  return {
    address: parseText(address, /^0x[\da-f]{40}$/i) as Address,
    functionName: parseText(functionName, /^[\w$]{1,100}$/),
    selector: parseText(selector, /^0x[\da-f]{8}$/),
  }
}

function parseWord(word: string): string {
  return word.startsWith('-') ? word.slice(1).padStart(wordDigits, 'f') : word.padStart(wordDigits, '0')
}

function parseCalls(functions: readonly unknown[], text: unknown): readonly AskedCall[] {
  const heads = functions.map(parseFunction)
  if (text === '') return []
  const parts = parseText(text, /^[\da-f: -]+$/).split(' ')
  return parts.slice(0, maxCalls).map((part) => {
    const [index, ...words] = parseText(part, /^\d+(:-?[\da-f]{0,64})*$/).split(':')
    const { selector, ...head } = heads[Number(index)] ?? refuse()
    return { ...head, data: `${selector}${words.map(parseWord).join('')}` as Hex }
  })
}

function parseScanned(value: unknown): Asked['scanned'] {
  if (value === null) return null
  const [host, blocks] = parseList(value)
  if (typeof host !== 'string' || !Number.isSafeInteger(blocks) || Number(blocks) < 1) return refuse()
  return { host, blocks: Number(blocks) }
}

/** Reads what `formatAsked` wrote; nothing for anything else. The last block of the boxes is left open. */
export function parseAsked(text: string): Asked {
  try {
    const { functions, calls, addresses, boxes, scanned } = JSON.parse(text) as Record<string, unknown>
    return {
      calls: parseCalls(parseList(functions), calls),
      addresses: parseList(addresses)
        .slice(0, maxAddresses)
        .map((address) => parseText(address, /^0x[\da-f]{40}$/) as Address),
      boxes: parseList(boxes).slice(0, maxBoxes).map(parseBox),
      scanned: parseScanned(scanned),
    }
  } catch {
    return nothingAsked
  }
}
