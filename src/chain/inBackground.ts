import type { ChainClient } from './chainClient'

/** The same client for what nobody waits for yet: all other requests to the endpoint go first, and the progress line is of what they are for. */
export function inBackground(client: ChainClient): ChainClient {
  const { later, helpers } = client
  return { ...client, ...later, ...(helpers && { helpers: helpers.then((others) => others.map(inBackground)) }) }
}
