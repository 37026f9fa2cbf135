/** A checksummed 20-byte address. Compare addresses with `isSameAddress` or after `getAddress`, never raw text. */
export type Address = `0x${string}`

/** Whether two addresses are the same 20 bytes, whatever their letter case. */
export function isSameAddress(a: Address, b: Address): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** Hex bytes with a `0x` prefix. */
export type Hex = `0x${string}`

/** Amounts of a pool's two tokens in base units: `[token0, token1]`. */
export type Pair = readonly [bigint, bigint]

/** Inclusive range of block numbers. */
export interface BlockRange {
  readonly fromBlock: number
  readonly toBlock: number
}

/** The one block that everything of a report was read at. `timestamp` in seconds. */
export interface BlockRef {
  readonly number: number
  readonly hash: Hex
  readonly timestamp: number
}

/** Currencies a report can be valued in. `token0` and `token1` are the pool's own. */
export type Currency = 'USD' | 'ETH' | 'token0' | 'token1'

/** Protocol names as bookmarks and reports spell them. */
export type ProtocolId = 'uniswap-v3'
