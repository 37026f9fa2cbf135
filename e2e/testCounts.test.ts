import { describe, expect, test } from 'vitest'
import { addCounts, parsePlaywrightReport, parseVitestReport } from './testCounts'

describe("Vitest's report", () => {
  test('counts passed, failed and skipped tests', () => {
    const report = { numPassedTests: 5, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1 }
    expect(parseVitestReport(report)).toEqual({ passed: 5, failed: 2, skipped: 4 })
  })
  test('behavior: a missing report is a failure', () => {
    expect(parseVitestReport(null)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe("Playwright's report", () => {
  test('counts flaky tests and errors outside tests as failed', () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 3 }, errors: [{}] }
    expect(parsePlaywrightReport(report)).toEqual({ passed: 7, failed: 4, skipped: 3 })
  })
  test('behavior: a missing report is a failure', () => {
    expect(parsePlaywrightReport(null)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

test('sums', () => {
  const counts = { passed: 1, failed: 2, skipped: 3 }
  expect(addCounts(counts, counts)).toEqual({ passed: 2, failed: 4, skipped: 6 })
})
