import { describe, expect, test } from 'vitest'
import { isFirstCertain } from './isFirstCertain'

const owner = (capitalYears: number | null, isExact: boolean) => ({ capitalYears, isExact })

describe('isFirstCertain', () => {
  test('default: who is far behind needs no exact prices', () => {
    expect(isFirstCertain([owner(100, true), owner(30, false)])).toBe(true)
  })

  test('behavior: whoever may be larger by other prices leaves it open, however many are between', () => {
    expect(isFirstCertain([owner(100, true), owner(99, true), owner(98, false)])).toBe(false)
    expect(isFirstCertain([owner(100, false), owner(10, true)])).toBe(false)
    expect(isFirstCertain([owner(100, true), owner(null, false)])).toBe(false)
  })

  test('behavior: of nobody nothing is certain', () => {
    expect(isFirstCertain([])).toBe(false)
    expect(isFirstCertain([owner(null, true)])).toBe(false)
  })
})
