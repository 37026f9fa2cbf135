import type { Hex } from '../../domain/primitives'

/** 10^78 no longer fits into a uint256, so no token can have a whole unit of that size. */
const MAX_DECIMALS = 77n

/**
 * Parses what a token's `decimals()` returned.
 *
 * @param data what the call returned, or `null` when it failed.
 * @returns `null` when it is no number or an absurd one: then nothing of the token can be valued.
 */
export function parseTokenDecimals(data: Hex | null): number | null {
  if (data === null || !/^0x[\da-f]{64}$/i.test(data)) return null
  const decimals = BigInt(data)
  return decimals <= MAX_DECIMALS ? Number(decimals) : null
}
