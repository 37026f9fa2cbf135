const DECIMAL = /^\d+$/

/** Orders position ids: NFT ids by number, then all others by text. Negative when `a` comes first. */
export function comparePositionIds(a: string, b: string): number {
  const aIsNumber = DECIMAL.test(a)
  const bIsNumber = DECIMAL.test(b)
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1
  if (aIsNumber) {
    const difference = BigInt(a) - BigInt(b)
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
  return a < b ? -1 : a > b ? 1 : 0
}
