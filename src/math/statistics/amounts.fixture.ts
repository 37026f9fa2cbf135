import fc from 'fast-check'

/** Amounts as owners have them, at least one of them more than 0: what the properties of the measures run on. */
export const amounts = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e15, noNaN: true })), { minLength: 1, maxLength: 50 })
  .filter((values) => values.some((value) => value > 0))

/** A factor between two currencies. */
export const factor = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
