import { describe, expect, it } from 'vitest'
import { unknown } from './format'
import {
  formatDate,
  formatDateRange,
  formatDateTime,
  formatMonth,
  formatShortDate,
  formatSpan,
  formatTimeLeft,
} from './formatTime'

const at = (text: string) => Date.parse(text) / 1_000

describe('dates', () => {
  it('default: as people write them, in UTC', () => {
    const moment = at('2026-11-22T14:05:59Z')
    expect(formatDate(moment)).toBe('22 November 2026')
    expect(formatShortDate(moment)).toBe('22 Nov')
    expect(formatDateTime(moment)).toBe('22 Nov 2026, 14:05 UTC')
    expect(formatMonth(moment)).toBe('Nov')
    expect(formatMonth(at('2026-01-05'))).toBe('Jan 2026')
  })

  it.each([
    ['2026-03-03', '2026-11-22', '3 March to 22 November 2026'],
    ['2025-12-30', '2026-01-02', '30 December 2025 to 2 January 2026'],
    ['2026-03-03', '2026-03-09', '3 to 9 March 2026'],
    ['2026-03-03', '2026-03-03', '3 March 2026'],
  ])('%s to %s is %s', (from, to, text) => {
    expect(formatDateRange(at(from), at(to))).toBe(text)
  })

  it('error: a time that is none is unknown', () => {
    for (const format of [formatDate, formatShortDate, formatDateTime, formatMonth]) expect(format(1e300)).toBe(unknown)
    expect(formatDateRange(Number.NaN, 0)).toBe(unknown)
  })
})

describe('lengths of time', () => {
  it('default: in the unit that fits', () => {
    expect(formatSpan(264 * 86_400)).toBe('264 days')
    expect(formatSpan(30 * 3_600)).toBe('30 hours')
    expect(formatSpan(600)).toBe('10 minutes')
    expect(formatSpan(3)).toBe('1 minute')
  })

  it('default: time left is no sharper than it can be known', () => {
    expect(formatTimeLeft(4)).toBe('a few seconds left')
    expect(formatTimeLeft(34)).toBe('about 40 seconds left')
    expect(formatTimeLeft(130)).toBe('about 2 minutes left')
    expect(formatTimeLeft(9_000)).toBe('about 3 hours left')
    expect(formatTimeLeft(null)).toBe('time left unknown')
  })
})
