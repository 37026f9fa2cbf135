import { InvalidRpcUrlError } from '../errors'

/** What the page's own policy lets through unencrypted; it cannot name an IPv6 address. */
const loopback = /^(localhost|.+\.localhost|127\.0\.0\.1)$/

/**
 * Checks an RPC URL as a person typed it and gives it without the spaces around it.
 *
 * @throws InvalidRpcUrlError when it is no http(s) URL, carries a user name (browsers refuse those), or would go
 * unencrypted to another machine.
 */
export function parseRpcUrl(input: string): string {
  const trimmed = input.trim()
  let url: URL
  try {
    url = new URL(trimmed)
  } catch {
    throw new InvalidRpcUrlError(input, 'This is not a web address. An RPC URL starts with https://.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new InvalidRpcUrlError(input, 'An RPC URL starts with https://.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidRpcUrlError(input, 'A browser does not send a user name or password that stands in a web address.')
  }
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) {
    throw new InvalidRpcUrlError(input, 'Plain http:// is only allowed to this machine itself; use https://.')
  }
  return trimmed
}

/**
 * Checks the RPC URLs that a person typed, separated by spaces or commas; each one once.
 *
 * @throws InvalidRpcUrlError as `parseRpcUrl`, also when there is none.
 */
export function parseRpcUrls(input: string): readonly string[] {
  const urls = input.split(/[\s,]+/).filter((part) => part !== '')
  return [...new Set((urls.length === 0 ? [''] : urls).map(parseRpcUrl))]
}
