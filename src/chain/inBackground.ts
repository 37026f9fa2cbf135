import type { ChainClient } from './chainClient'

/** The same client for what nobody waits for yet: all other requests to the endpoint go first. */
export function inBackground(client: ChainClient): ChainClient {
  const { requestLater: request, helpers } = client
  return {
    ...client,
    ...(request && { request }),
    ...(helpers && { helpers: helpers.then((others) => others.map(inBackground)) }),
  }
}
