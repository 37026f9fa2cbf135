import { describe, expect, test } from 'vitest'
import type { Address, Hex } from '../domain/primitives'
import { formatAsked, nothingAsked, parseAsked } from './askedBefore'
import type { Asked } from './askedBefore'
import type { AskedCall } from './callAnswer'

const address: Address = '0xC36442b4a4522E871399CD717aBDD847Ab11FE88'
const topic = (digits: string) => `0x${digits.padStart(64, '0')}`
const callData = (selector: string, digits: string): Hex => `0x${selector}${digits.padStart(64, '0')}`
const asked: Asked = {
  calls: [
    { address, functionName: 'positions', data: callData('99fbab88', '1e240') },
    { address, functionName: 'totalSupply', data: '0x18160ddd' },
    { address, functionName: 'ticks', data: `0xf30dba93${'f'.repeat(61)}9ab` },
    { address, functionName: 'positions', data: callData('99fbab88', '0') },
    { address, functionName: 'getPool', data: `${callData('1698ee82', 'abc')}${'f'.repeat(64)}` },
  ],
  addresses: [address.toLowerCase() as Address],
  boxes: [
    {
      addresses: [address.toLowerCase(), `0x${'0'.repeat(40)}`],
      topics: [[topic('ab'), topic('')], null, [topic('f'.repeat(64))]],
      range: { fromBlock: 7, toBlock: 7 },
    },
    { addresses: null, topics: [], range: { fromBlock: 0, toBlock: 0 } },
  ],
  scanned: { host: 'node.example', blocks: 10_000 },
}

describe('what was asked before', () => {
  test('default: is read as it was written, but for the last block, which is open', () => {
    const text = formatAsked({
      ...asked,
      boxes: asked.boxes.map((box) => ({ ...box, range: { ...box.range, toBlock: 1_000 } })),
    })
    expect(parseAsked(text)).toEqual(asked)
  })

  test('behavior: of a search through thousands of positions everything is written, in little room', () => {
    const calls = Array.from({ length: 10_000 }, (_, id) => ({
      address,
      functionName: 'positions',
      data: callData('99fbab88', (1_000_000 + id).toString(16)),
    }))
    const text = formatAsked({ ...asked, calls })
    expect(text.length).toBeLessThan(100_000)
    expect(parseAsked(text).calls).toEqual(calls)
  })

  test('behavior: of too much the first part is written', () => {
    const calls = Array.from({ length: 30_000 }, (_, id) => ({
      address,
      functionName: 'positions',
      data: callData('514ea4bf', `${'ab'.repeat(30)}${id.toString(16).padStart(4, '0')}`),
    }))
    const text = formatAsked({ ...asked, calls })
    expect(text.length).toBeLessThan(300_000)
    const { length } = parseAsked(text).calls
    expect(length).toBeGreaterThan(3_000)
    expect(parseAsked(text).calls).toEqual(calls.slice(0, length))
  })

  test('behavior: a call whose data is no list of words is left out', () => {
    const [call] = asked.calls as [AskedCall]
    expect(parseAsked(formatAsked({ ...asked, calls: [{ ...call, data: '0x99fbab880000' }, call] })).calls).toEqual([
      call,
    ])
  })

  const broken: readonly (readonly [string, (text: string) => string])[] = [
    ['no JSON', (text) => text.slice(1)],
    ['another shape', () => '{"functions":[],"calls":{},"addresses":[],"boxes":[],"scanned":null}'],
    ['nothing', () => 'null'],
    ['a call to something that is no address', (text) => text.replace(address, '0x12')],
    ['a selector that is none', (text) => text.replace('0x99fbab88', '0x9')],
    ['a call of no function', (text) => text.replace('"calls":"0', '"calls":"9')],
    ['an argument that is too long', (text) => text.replace(':1e240', `:${'1'.repeat(65)}`)],
    ['a call without its function', (text) => text.replace(' 1 ', '  ')],
    ['a number of blocks that is none', (text) => text.replace('10000', '-1')],
    ['a name that is none', (text) => text.replace('totalSupply', '<b>')],
    ['a topic that is too long', (text) => text.replace('f'.repeat(64), 'f'.repeat(65))],
    ['a block that is none', (text) => text.replace('[7,', '["7",')],
  ]
  test.each(broken)('error: %s is nothing', (_, change) => {
    const text = formatAsked(asked)
    expect(change(text)).not.toBe(text)
    expect(parseAsked(change(text))).toEqual(nothingAsked)
  })
})
