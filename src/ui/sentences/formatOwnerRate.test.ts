import { expect, it } from 'vitest'
import { formatMedianRate, formatOwnerRate } from './formatOwnerRate'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

it('an owner whose capital stayed for no time has no rate; one whose rate is not known has an unknown one', () => {
  expect(plain(formatOwnerRate({ capitalYears: 100, netRate: 0.05 }, 'year'))).toBe('+5.0 %')
  expect(formatOwnerRate({ capitalYears: 0, netRate: null }, 'year')).toBe('no rate')
  expect(formatOwnerRate({ capitalYears: null, netRate: null }, 'year')).toBe('unknown')
  expect(formatOwnerRate({ capitalYears: 100, netRate: null }, 'year')).toBe('unknown')
})

it('a group of nobody, of owners without any rate, and of owners with unknown ones are told apart', () => {
  expect(formatMedianRate({ owners: 0, withoutRate: 0, medianNetRate: null }, 'year')).toBe('none')
  expect(formatMedianRate({ owners: 2, withoutRate: 2, medianNetRate: null }, 'year')).toBe('no rate')
  expect(formatMedianRate({ owners: 2, withoutRate: 1, medianNetRate: null }, 'year')).toBe('unknown')
  expect(plain(formatMedianRate({ owners: 2, withoutRate: 1, medianNetRate: -0.1 }, 'year'))).toBe('−10.0 %')
})
