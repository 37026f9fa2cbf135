import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBoxTest } from '../domain/logBox'
import type { LogBox } from '../domain/logBox'
import type { Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import { containsBox, createLogBox, createLogFilter, intersectBoxes, planBoxes } from './logBoxes'

const addressOf = (n: number): Hex => `0x${String(n).repeat(40)}`
const topicOf = (n: number): Hex => `0x${String(n).repeat(64)}`
const blocks = Array.from({ length: 24 }, (_, index) => index)
const choices = [1, 2, 3]

/** Every log that there can be in a small world. */
const universe: readonly RawLog[] = blocks.flatMap((blockNumber) =>
  choices.flatMap((address) =>
    choices.flatMap((first) =>
      [null, ...choices].map((second, index) => ({
        address: addressOf(address),
        topics: [topicOf(first), ...(second === null ? [] : [topicOf(second)])],
        data: '0x' as const,
        blockNumber,
        blockHash: topicOf(1),
        logIndex: index,
        transactionHash: topicOf(2),
        timestamp: null,
      })),
    ),
  ),
)

const arbitraryValues = (format: (n: number) => Hex) =>
  fc.option(fc.subarray(choices, { minLength: 1 }).map((chosen) => chosen.map(format)))
const arbitraryBox: fc.Arbitrary<LogBox> = fc
  .record({
    address: arbitraryValues(addressOf),
    topics: fc.array(arbitraryValues(topicOf), { minLength: 1, maxLength: 2 }),
    blocks: fc.tuple(fc.constantFrom(...blocks), fc.constantFrom(...blocks)),
  })
  .map(({ address, topics, blocks: [a, b] }) =>
    createLogBox({ address, topics }, { fromBlock: Math.min(a, b), toBlock: Math.max(a, b) }),
  )

const select = (box: LogBox) => universe.filter(createBoxTest(box))
const countBy = (boxes: readonly LogBox[]) => {
  const counts = new Map<RawLog, number>()
  for (const log of boxes.flatMap(select)) counts.set(log, (counts.get(log) ?? 0) + 1)
  return counts
}

describe('createLogBox and createLogFilter', () => {
  test('default: the order, the letter case and doubles do not matter', () => {
    const range = { fromBlock: 1, toBlock: 2 }
    const box = createLogBox({ address: '0xAB', topics: [['0x2', '0x1', '0x2'], null, '0xCD'] }, range)
    expect(box).toEqual({ addresses: ['0xab'], topics: [['0x1', '0x2'], null, ['0xcd']], range })
    expect(createLogFilter(box, 'events')).toEqual({
      address: '0xab',
      topics: [['0x1', '0x2'], null, '0xcd'],
      what: 'events',
    })
  })
})

describe('intersectBoxes and containsBox', () => {
  test('property: the logs that both hold', () => {
    fc.assert(
      fc.property(arbitraryBox, arbitraryBox, (a, b) => {
        const common = intersectBoxes(a, b)
        const inBoth = select(a).filter(createBoxTest(b))
        expect(common === null ? [] : select(common)).toEqual(inBoth)
        if (containsBox(a, b)) expect(inBoth).toEqual(select(b))
      }),
    )
  })

  test('behavior: a box with fewer places for topics holds the logs of one with more, and not the other way round', () => {
    const range = { fromBlock: 1, toBlock: 2 }
    const short = createLogBox({ address: null, topics: [topicOf(1)] }, range)
    const long = createLogBox({ address: null, topics: [topicOf(1), null] }, range)
    expect(intersectBoxes(short, long)).toEqual(long)
    expect(containsBox(short, long)).toBe(true)
    expect(containsBox(long, short)).toBe(false)
    expect(planBoxes(long, [{ box: short }])).toEqual({
      taken: [{ kept: { box: short }, parts: [long] }],
      missing: [],
    })
    expect(planBoxes(short, [{ box: long }])).toEqual({ taken: [], missing: [short] })
  })
})

describe('planBoxes', () => {
  test('property: what is taken and what is missing are together all that is wanted, each log once', () => {
    fc.assert(
      fc.property(arbitraryBox, fc.array(arbitraryBox, { maxLength: 8 }), (wanted, boxes) => {
        const kept = boxes.map((box) => ({ box }))
        const { taken, missing } = planBoxes(wanted, kept)
        for (const { kept: source, parts } of taken) {
          for (const part of parts) expect(containsBox(source.box, part)).toBe(true)
        }
        const counts = countBy([...taken.flatMap(({ parts }) => parts), ...missing])
        expect([...counts.values()].every((count) => count === 1)).toBe(true)
        expect(counts.size).toBe(select(wanted).length)
        expect(new Set(taken.map(({ kept: source }) => source)).size).toBe(taken.length)
      }),
      { numRuns: 500 },
    )
  })

  const box = (topics: readonly number[], fromBlock: number, toBlock: number) =>
    createLogBox({ address: addressOf(1), topics: [topicOf(1), topics.map(topicOf)] }, { fromBlock, toBlock })

  test('default: only the tail is missing', () => {
    const kept = { box: box([1, 2], 0, 90) }
    expect(planBoxes(box([1, 2], 0, 100), [kept])).toEqual({
      taken: [{ kept, parts: [box([1, 2], 0, 90)] }],
      missing: [box([1, 2], 91, 100)],
    })
  })

  test('behavior: a value that is new is read from the beginning, the others from where they end, in two requests', () => {
    const plan = planBoxes(box([1, 2, 3], 0, 100), [{ box: box([1, 2], 0, 90) }])
    expect(plan.missing).toEqual([box([3], 0, 90), box([1, 2, 3], 91, 100)])
  })

  test('behavior: on the visit after that, the tail of all', () => {
    const kept = [{ box: box([3], 0, 90) }, { box: box([1, 2, 3], 91, 95) }, { box: box([1, 2], 0, 90) }]
    expect(planBoxes(box([1, 2, 3], 0, 100), kept).missing).toEqual([box([1, 2, 3], 96, 100)])
  })

  test('behavior: fewer values than are kept', () => {
    const plan = planBoxes(box([2], 10, 20), [{ box: box([1, 2, 3], 0, 100) }])
    expect(plan.taken.map(({ parts }) => parts)).toEqual([[box([2], 10, 20)]])
    expect(plan.missing).toEqual([])
  })

  test('behavior: many small parts of a scan that was stopped', () => {
    const kept = Array.from({ length: 50 }, (_, index) => ({ box: box([1], 10 * index, 10 * index + 9) }))
    expect(planBoxes(box([1], 0, 999), kept).missing).toEqual([box([1], 500, 999)])
    const withHoles = kept.filter((_, index) => index !== 20 && index !== 31)
    expect(planBoxes(box([1], 0, 999), withHoles).missing).toEqual([
      box([1], 200, 209),
      box([1], 310, 319),
      box([1], 500, 999),
    ])
  })

  test('behavior: what would tear a request into pieces for next to nothing is not taken', () => {
    const wanted = box([1, 2, 3, 4, 5, 6], 0, 1_000)
    const kept = [{ box: box([1], 0, 700) }, { box: box([2], 0, 800) }, { box: box([1, 2, 3, 4, 5, 6], 500, 510) }]
    expect(planBoxes(wanted, kept)).toEqual({ taken: [], missing: [wanted] })
  })

  test('behavior: an empty range needs nothing', () => {
    expect(planBoxes(box([1], 8, 7), [])).toEqual({ taken: [], missing: [] })
  })

  test('behavior: thousands of values and hundreds of kept boxes are planned', () => {
    const idOf = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
    const boxOf = (count: number, fromBlock: number, toBlock: number) =>
      createLogBox(
        { address: null, topics: [null, Array.from({ length: count }, (_, index) => idOf(index))] },
        { fromBlock, toBlock },
      )
    const kept = Array.from({ length: 300 }, (_, index) => ({
      box: boxOf(2_700 + index, index === 0 ? 0 : 1_000 * index + 1, 1_000 * (index + 1)),
    }))
    // What compares each value with each would run into the test's own time-out.
    const { missing } = planBoxes(boxOf(3_000, 0, 400_000), kept)
    expect(missing.at(-1)).toMatchObject({ range: { fromBlock: 300_001, toBlock: 400_000 } })
  })
})
