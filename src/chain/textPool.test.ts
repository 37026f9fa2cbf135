import { expect, test } from 'vitest'
import { TextPool } from './textPool'

test('equal texts stay equal, however many come between', () => {
  const pool = new TextPool()
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 50_000; index++) {
      const text = `0x${index.toString(16)}` as const
      if (pool.share(text) !== text) throw new Error(`${text} became another text.`)
    }
  }
  expect(pool.share('a')).toBe('a')
})
