import { InvalidRpcUrlError } from '../errors'

const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Checks an RPC URL as a person typed it and gives its normal form.
 *
 * @throws InvalidRpcUrlError when it is no http(s) URL, carries a user name (browsers refuse those), or would go
 * unencrypted to another machine.
 */
export function parseRpcUrl(input: string): string {
  let url: URL
  try {
    url = new URL(input.trim())
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
  return url.href
}
