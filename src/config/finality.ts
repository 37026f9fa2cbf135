/**
 * How many blocks back a block counts as final where an endpoint does not say which one is: about an hour.
 */
const finalityDepths: Readonly<Record<number, number>> = {
  1: 300,
  10: 1_800,
  56: 4_800,
  130: 3_600,
  137: 2_000,
  8453: 1_800,
  42161: 14_400,
  42220: 3_600,
  43114: 3_600,
}

/** For chains that are not listed. */
const defaultDepth = 20_000

/** Number of blocks after which a block of this chain counts as final without the endpoint's word. */
export function finalityDepthOf(chainId: number): number {
  return finalityDepths[chainId] ?? defaultDepth
}
