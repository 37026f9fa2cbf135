import type { ChainClient } from './chainClient'
import { pause } from './pause'

/** A node behind its neighbours catches up within a block or so. Milliseconds. */
const secondChanceAfterMs = 600

/**
 * Asks for something that exists, a second time when the answer is `null`: behind one URL there can be several nodes, and
 * one of them may not have it yet. `null` when it is still not there.
 */
export async function requestPresent(
  client: ChainClient,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const answer = await client.request(method, params)
  if (answer !== null && answer !== undefined) return answer
  await pause(secondChanceAfterMs, client.signal)
  return (await client.request(method, params)) ?? null
}
