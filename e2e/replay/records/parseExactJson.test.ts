import { expect, test } from 'vitest'
import { parseExactJson } from './parseExactJson'

test('integers are bigints to the last digit, whatever their size and sign', () => {
  expect(parseExactJson('{"a": 5039499970868038520851706484018894870293935, "b": [-1, 0]}')).toEqual({
    a: 5039499970868038520851706484018894870293935n,
    b: [-1n, 0n],
  })
})

test('digits in strings and keys, fractions, exponents and words stay what they are', () => {
  expect(parseExactJson('{"12": "34, 56", "q": "a \\" 7", "f": -0.5, "e": 1e3, "t": true, "n": null}')).toEqual({
    12: '34, 56',
    q: 'a " 7',
    f: -0.5,
    e: 1000,
    t: true,
    n: null,
  })
})
