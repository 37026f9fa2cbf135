import { expect, test } from 'vitest'
import { APPROVALS, OLDER_POSITIONS, READ_LAST } from '../domain/coverage'
import { createPool } from '../ui/report.fixture'
import { sayUnfinished } from './sayUnfinished'

const why = 'node.example did not answer.'
const still = 'Still looking for the largest owner of this pool.'

test('default: the wallet’s own figures stay, and why there is no whale is said in place of that it is being looked for', () => {
  const { you } = createPool()
  const partial = createPool({
    whale: null,
    gap: null,
    whaleUnavailable: still,
    coverage: {
      complete: false,
      missing: [
        { what: 'The whale', why: still },
        { what: 'Gas of 1 transaction', why: 'Its receipt is not there.' },
      ],
    },
  })
  const kept = sayUnfinished(partial, why)
  expect(kept).toMatchObject({ you, whale: null, whaleUnavailable: why })
  expect(kept.coverage).toEqual({
    complete: false,
    missing: [
      { what: 'The whale', why },
      { what: 'Gas of 1 transaction', why: 'Its receipt is not there.' },
    ],
  })
})

test('behavior: a whale that was found stays, and is not called the largest', () => {
  const kept = sayUnfinished(createPool(), why)
  expect(kept.whale?.claim).toBe('largest found')
  expect(kept.coverage.missing).toEqual([{ what: 'The rest of the search for the largest owner', why }])
})

test('behavior: that older positions were still being looked for, and approvals, becomes why they were not found', () => {
  const missing = [
    { what: OLDER_POSITIONS, why: 'They are still being looked for.' },
    { what: APPROVALS, why: READ_LAST },
  ]
  const kept = sayUnfinished(createPool({ coverage: { complete: false, missing } }), why)
  expect(kept.coverage.missing.slice(0, 2)).toEqual([
    { what: OLDER_POSITIONS, why },
    { what: APPROVALS, why },
  ])
})
