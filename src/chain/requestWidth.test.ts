import { describe, expect, test } from 'vitest'
import { RequestWidth } from './requestWidth'

/** Plays full rounds of answers that take `roundMs(limit)` each; gives the limit after each round. */
function playRounds(width: RequestWidth, count: number, roundMs: (limit: number) => number): readonly number[] {
  let now = 0
  return Array.from({ length: count }, () => {
    const asked = width.limit
    for (let answer = 1; answer <= asked; answer++) width.answered(now + (answer * roundMs(asked)) / asked, true)
    now += roundMs(asked)
    return width.limit
  })
}

describe('RequestWidth', () => {
  test('default: doubles with each round up to the usual most', () => {
    expect(playRounds(new RequestWidth(), 3, () => 50)).toEqual([16, 24, 24])
  })

  test('behavior: a host that answers more at a time just as fast is asked for more', () => {
    expect(playRounds(new RequestWidth(), 40, () => 50).at(-1)).toBe(64)
  })

  test('behavior: a host that answers no faster keeps the usual most', () => {
    const limits = playRounds(new RequestWidth(), 40, (limit) => 10 * limit)
    expect(limits.at(-1)).toBe(24)
    expect(Math.max(...limits)).toBe(48)
  })

  test('behavior: after a complaint one more for each full round, and never more than usual', () => {
    const width = new RequestWidth()
    width.complained()
    expect(playRounds(width, 3, () => 50)).toEqual([9, 10, 11])
    expect(playRounds(width, 100, () => 50).at(-1)).toBe(24)
  })

  test('behavior: a complaint takes back what was more than usual', () => {
    const width = new RequestWidth()
    playRounds(width, 40, () => 50)
    width.complained()
    expect(width.limit).toBe(24)
  })

  test('behavior: where nothing waits the limit stays', () => {
    const width = new RequestWidth()
    for (let answer = 0; answer < 1_000; answer++) width.answered(answer, false)
    expect(width.limit).toBe(8)
  })
})
