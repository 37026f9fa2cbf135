/** Page of a transaction or an address on the chain's explorer; `null` where the chain has none. */
export function formatExplorerUrl(explorer: string | null, kind: 'tx' | 'address', hash: string): string | null {
  // Reports can come from a file: only web addresses become links.
  if (explorer === null || !/^https:\/\/[\w.-]+(\/[\w./-]*)?$/.test(explorer)) return null
  return `${explorer.replace(/\/$/, '')}/${kind}/${encodeURIComponent(hash)}`
}
