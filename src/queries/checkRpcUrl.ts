import { parseRpcUrl } from '../chain/parseRpcUrl'
import type { ChainConfig } from '../domain/chainConfig'
import { workerClient } from './workerClient'

/**
 * Checks an endpoint before it is saved: that it is a URL a browser may use, that it answers, and that it answers for
 * the right chain. Resolves to the URL's normal form.
 */
export async function checkRpcUrl(config: ChainConfig, input: string, signal: AbortSignal): Promise<string> {
  const url = parseRpcUrl(input)
  await workerClient.checkRpcUrl(config, url, signal)
  return url
}
