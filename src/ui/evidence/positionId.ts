import { formatAddress } from '../format'

/** An NFT's number, or the short form of `<owner>-<tickLower>-<tickUpper>`. */
export function formatPositionId(id: string): string {
  if (/^\d{1,24}$/.test(id)) return id
  const [, owner, tickLower, tickUpper] = /^(.+?)-(-?\d+)-(-?\d+)$/.exec(id) ?? []
  if (owner === undefined) return formatAddress(id)
  return `${formatAddress(owner)} ${`${tickLower} to ${tickUpper}`.replaceAll('-', '\u2212')}`
}
