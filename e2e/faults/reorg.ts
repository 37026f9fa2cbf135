import { changeResult } from './rpcFault'
import type { RpcFault } from './rpcFault'

/**
 * After some requests the last blocks are replaced by others with the same transactions: their hashes are other ones from then on.
 *
 * @param afterRequests number of requests before it happens
 */
export function reorg(afterRequests: number, blocks = 3): RpcFault {
  let replaced: Promise<ReadonlyMap<string, string>> | null = null
  return async (request, next, endpoint) => {
    if (endpoint.requests <= afterRequests) return next()
    replaced ??= (async () => {
      const head = Number(await endpoint.ask<string>('eth_blockNumber', []))
      const numbers = Array.from({ length: blocks }, (_, index) => `0x${(head - index).toString(16)}`)
      const found = await Promise.all(
        numbers.map((number) => endpoint.ask<{ hash: string }>('eth_getBlockByNumber', [number, false])),
      )
      return new Map(found.map(({ hash }) => [hash, replaceHash(hash)]))
    })()
    const hashes = await replaced
    const asked = JSON.stringify(request.params ?? [])
    // Who asks for a block that was replaced asks for one that nobody has any more.
    if ([...hashes.keys()].some((hash) => asked.includes(hash)) && request.method === 'eth_getBlockByHash') {
      return changeResult(await next(), () => null)
    }
    return changeResult(await next(), (result) => replaceHashes(result, hashes))
  }
}

function replaceHash(hash: string): string {
  return `0xfeed${hash.slice(6)}`
}

function replaceHashes(result: unknown, hashes: ReadonlyMap<string, string>): unknown {
  let text = JSON.stringify(result)
  for (const [hash, other] of hashes) text = text.replaceAll(hash, other)
  return JSON.parse(text) as unknown
}
