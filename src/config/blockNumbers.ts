/** Chains on which contracts see the block numbers of another chain: Arbitrum shows Ethereum's. */
const foreignNumbers: ReadonlySet<number> = new Set([42161, 42170])

/** Whether the block number that a contract sees is the chain's own. */
export function hasOwnBlockNumbers(chainId: number): boolean {
  return !foreignNumbers.has(chainId)
}
