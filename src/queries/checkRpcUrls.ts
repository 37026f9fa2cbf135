import { parseRpcUrls } from '../chain/parseRpcUrl'
import type { ChainConfig } from '../domain/chainConfig'
import { workerClient } from './workerClient'

/**
 * Checks endpoints before they are saved: that each is a URL a browser may use, that it answers, and that it answers for
 * the right chain. Resolves to their normal form, separated by spaces.
 */
export async function checkRpcUrls(config: ChainConfig, input: string, signal: AbortSignal): Promise<string> {
  const urls = parseRpcUrls(input)
  await Promise.all(urls.map((url) => workerClient.checkRpcUrl(config, url, signal)))
  return urls.join(' ')
}
