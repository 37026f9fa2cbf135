import { formatAddress } from '../format'

/** An NFT's number, or the short form of `<owner>-<tickLower>-<tickUpper>`. */
export function formatPositionId(id: string): string {
  if (/^\d{1,24}$/.test(id)) return id
  const [owner = '', ...ticks] = id.split(/-(?=-?\d)/)
  return ticks.length === 0
    ? formatAddress(id)
    : `${formatAddress(owner)} ${ticks.join(' to ').replaceAll('-', '\u2212')}`
}
