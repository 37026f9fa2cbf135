interface PageAddress {
  readonly protocol: string
  readonly hostname: string
  readonly port: string
  readonly pathname: string
}

/** Whether this page is on a path gateway: all its sites have one origin, and so one storage. */
export function isSharedOrigin({ pathname }: Pick<PageAddress, 'pathname'>): boolean {
  return /^\/ip[fn]s\//.test(pathname)
}

/**
 * The same site on a gateway that gives each site an origin of its own: `https://<cid>.ipfs.dweb.link/#/`, or
 * this machine's own gateway. `null` when the page is not on a path gateway, or its identifier cannot stand in a host name.
 */
export function formatSubdomainUrl(
  { protocol, hostname, port, pathname }: PageAddress,
  hash: '#/' | '#/settings',
): string | null {
  const [, namespace, identifier] = /^\/(ipfs|ipns)\/([^/]+)/.exec(pathname) ?? []
  if (namespace === undefined || identifier === undefined) return null
  // Names with dots are inlined as gateways do it: dashes doubled, dots as dashes.
  const label = namespace === 'ipns' ? identifier.replaceAll('-', '--').replaceAll('.', '-') : identifier
  if (!/^[a-z0-9-]{1,63}$/.test(label)) return null
  const isLocal = hostname === 'localhost' || /^127\./.test(hostname)
  const host = isLocal ? `localhost${port === '' ? '' : `:${port}`}` : 'dweb.link'
  return `${isLocal ? protocol : 'https:'}//${label}.${namespace}.${host}/${hash}`
}
