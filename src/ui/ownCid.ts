/** A CIDv1 in base32, as gateways write it; or a CIDv0, which only stands in paths. */
const cidText = 'baf[a-z2-7]{20,}|Qm[1-9A-HJ-NP-Za-km-z]{44}'
const inPath = new RegExp(`^/ipfs/(${cidText})(?:/|$)`)
const inHost = /^(baf[a-z2-7]{20,})\.ipfs\./

/**
 * The CID under which a gateway serves this page: from `/ipfs/<cid>/` or `<cid>.ipfs.<gateway>`. `null` where the page came by a name,
 * which does not tell. Nothing proves that a gateway serves what it says.
 */
export function readOwnCid({
  hostname,
  pathname,
}: {
  readonly hostname: string
  readonly pathname: string
}): string | null {
  return inPath.exec(pathname)?.[1] ?? inHost.exec(hostname)?.[1] ?? null
}
