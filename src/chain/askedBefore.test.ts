import { describe, expect, test } from 'vitest'
import { formatAsked, nothingAsked, parseAsked } from './askedBefore'
import type { Asked } from './askedBefore'

const address = '0xC36442b4a4522E871399CD717aBDD847Ab11FE88'
const topic = (digits: string) => `0x${digits.padStart(64, '0')}`
const asked: Asked = {
  calls: [
    { address, functionName: 'positions', data: '0x99fbab880000' },
    { address, functionName: 'totalSupply', data: '0x' },
  ],
  addresses: [address.toLowerCase() as typeof address],
  boxes: [
    {
      addresses: [address.toLowerCase(), `0x${'0'.repeat(40)}`],
      topics: [[topic('ab'), topic('')], null, [topic('f'.repeat(64))]],
      range: { fromBlock: 7, toBlock: 7 },
    },
    { addresses: null, topics: [], range: { fromBlock: 0, toBlock: 0 } },
  ],
}

describe('what was asked before', () => {
  test('default: is read as it was written, but for the last block, which is open', () => {
    const text = formatAsked({
      ...asked,
      boxes: asked.boxes.map((box) => ({ ...box, range: { ...box.range, toBlock: 1_000 } })),
    })
    expect(parseAsked(text ?? '')).toEqual(asked)
  })

  test('behavior: too much of it is not written', () => {
    const [call] = asked.calls
    expect(formatAsked({ ...asked, calls: Array.from({ length: 2_001 }, () => call as (typeof asked.calls)[0]) })).toBe(
      null,
    )
  })

  const broken: readonly (readonly [string, (text: string) => string])[] = [
    ['no JSON', (text) => text.slice(1)],
    ['another shape', () => '{"calls":{},"addresses":[],"boxes":[]}'],
    ['nothing', () => 'null'],
    ['a call to something that is no address', (text) => text.replace(address, '0x12')],
    ['data that is no data', (text) => text.replace('0x99fbab880000', '0x9')],
    ['a name that is none', (text) => text.replace('totalSupply', '<b>')],
    ['a topic that is too long', (text) => text.replace('f'.repeat(64), 'f'.repeat(65))],
    ['a block that is none', (text) => text.replace('[7,', '["7",')],
  ]
  test.each(broken)('error: %s is nothing', (_, change) => {
    const text = formatAsked(asked) as string
    expect(change(text)).not.toBe(text)
    expect(parseAsked(change(text))).toEqual(nothingAsked)
  })
})
