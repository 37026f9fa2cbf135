/** Shorter parts are versions and words ("v2", "rpc"), no keys. */
const minSecretLength = 6

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** What can be a key in an endpoint's URL: the parts of its path, and what stands in its query or fragment; the longest first. */
function listSecrets(url: string): readonly string[] {
  const { pathname, search, hash } = new URL(url)
  const parts = `${pathname}/${search}/${hash}`.split(/[/?&=#;,]/)
  const all = [...parts, ...parts.map(decode)].filter((part) => part.length >= minSecretLength)
  return [...new Set(all)].sort((a, b) => b.length - a.length)
}

/**
 * Takes out of what an endpoint said whatever can be the key in its URL: error pages repeat the path that was asked for, and some
 * endpoints the key that they refuse. An ellipsis takes its place, in any case of letters.
 */
export function hideUrlSecrets(url: string, text: string): string {
  return listSecrets(url).reduce((hidden, secret) => {
    const pattern = new RegExp(secret.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&'), 'gi')
    return hidden.replace(pattern, '…')
  }, text)
}
