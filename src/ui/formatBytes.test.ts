import { expect, test } from 'vitest'
import { formatBytes } from './formatBytes'

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_950, '10 kB'],
  [812_345, '812 kB'],
  [999_600, '1.0 MB'],
  [200_000_000, '200 MB'],
  [1_234_567_890, '1.2 GB'],
  [5e12, '5000 GB'],
])('%i bytes are %j', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
