import { describe, expect, test } from 'vitest'
import { chooseSearchStep, chooseWayToAll } from './chooseSearchStep'
import type { SearchOutlook } from './chooseSearchStep'

const outlook = (
  change: Partial<Omit<SearchOutlook, 'ways'>>,
  ways: Partial<SearchOutlook['ways']> = {},
): SearchOutlook => ({
  leader: 100,
  runnerUp: 60,
  unexplained: 80,
  unnamed: [],
  found: [],
  ways: { ticks: null, ids: null, aim: null, back: null, ...ways },
  ...change,
})

describe('chooseSearchStep', () => {
  test('default: who cannot be overtaken by what is unexplained is checked', () => {
    expect(chooseSearchStep(outlook({ unexplained: 40 }))).toEqual({ do: 'check' })
    expect(chooseSearchStep(outlook({ unexplained: 41 }))).toEqual({ do: 'end' })
  })

  test('behavior: a tie with the next owner is proven only when nothing is unexplained', () => {
    const tie = { leader: 100, runnerUp: 100 }
    expect(chooseSearchStep(outlook({ ...tie, unexplained: 0 }))).toEqual({ do: 'check' })
    expect(chooseSearchStep(outlook({ ...tie, unexplained: 1 }, { back: 3 }))).toEqual({ do: 'back' })
  })

  test('behavior: ranges that changed are named first, as many of the largest as matter', () => {
    expect(chooseSearchStep(outlook({ unnamed: [50, 20, 4, 1], found: [70] }, { ids: 1 }))).toEqual({
      do: 'name',
      count: 2,
    })
  })

  test('behavior: positions that could lead are opened at once, others only when that is enough or nothing else is left', () => {
    expect(chooseSearchStep(outlook({ found: [70, 26, 25, 3] }, { ids: 1 }))).toEqual({ do: 'open', count: 2 })
    expect(chooseSearchStep(outlook({ found: [10, 9] }, { ids: 1 }))).toEqual({ do: 'ids' })
    expect(chooseSearchStep(outlook({ unexplained: 55, found: [10, 9] }, { ids: 1 }))).toEqual({ do: 'open', count: 2 })
    expect(chooseSearchStep(outlook({ found: [10, 9] }))).toEqual({ do: 'open', count: 2 })
  })

  test('behavior: the whole life by ticks is tried before all else', () => {
    expect(chooseSearchStep(outlook({}, { ticks: 1, ids: 1, aim: 1, back: 1 }))).toEqual({ do: 'ticks' })
  })

  test('behavior: a deposit is aimed at by state where ids and logs take more requests than that', () => {
    expect(chooseSearchStep(outlook({}, { ids: 1_000, aim: 64, back: 800 }))).toEqual({ do: 'aim' })
    expect(chooseSearchStep(outlook({}, { ids: 20, aim: 64, back: 800 }))).toEqual({ do: 'ids' })
    expect(chooseSearchStep(outlook({}, { ids: 1_000, aim: 64, back: 40 }))).toEqual({ do: 'back' })
    expect(chooseSearchStep(outlook({}, { ids: null, aim: 64, back: null }))).toEqual({ do: 'aim' })
  })

  test('behavior: ids are worth more requests than logs', () => {
    expect(chooseSearchStep(outlook({}, { ids: 15, back: 10 }))).toEqual({ do: 'ids' })
    expect(chooseSearchStep(outlook({}, { ids: 16, back: 10 }))).toEqual({ do: 'back' })
    expect(chooseSearchStep(outlook({}, { ids: 16 }))).toEqual({ do: 'ids' })
  })

  test('behavior: ranges too small to matter are named in the end', () => {
    expect(chooseSearchStep(outlook({ unexplained: 41, unnamed: [3, 1] }))).toEqual({ do: 'name', count: 2 })
  })
})

describe('chooseWayToAll', () => {
  const ways = { ticks: null, ids: 1_000, aim: 64, back: 800 }

  test('default: the last few ranges are aimed at, many are found by what finds all', () => {
    expect(chooseWayToAll(ways, 8)).toBe('aim')
    expect(chooseWayToAll(ways, 200)).toBe('ids')
    expect(chooseWayToAll({ ...ways, ids: null }, 200)).toBe('back')
  })

  test('behavior: without any way there is nothing to do', () => {
    expect(chooseWayToAll({ ticks: null, ids: null, aim: null, back: null }, 3)).toBeNull()
  })
})
