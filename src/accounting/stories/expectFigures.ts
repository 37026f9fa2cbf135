import { expect } from 'vitest'
import type { Performance } from '../../domain/performance'

/** Equal as far as floating point goes, measured by the size of what was added up. */
export function expectNear(actual: number | null, expected: number, size: number): void {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(1e-9 * (1 + size))
}

/** The figures, none of which may be unknown. */
export function expectKnown(value: Performance['value']): Record<keyof Performance['value'], number> {
  expect(Object.values(value)).not.toContain(null)
  return value as Record<keyof Performance['value'], number>
}
