import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { createCache } from '../cache/createCache'
import { createFallbackStore } from '../cache/fallbackStore'
import { openIndexedDbStore } from '../cache/indexedDbStore'
import type { Report } from '../domain/report'
import { makeReport } from './makeReport.fixture'

let replica: Replica<RetailNextToWhaleCast>
let proxy: RpcProxy

beforeAll(async () => {
  replica = await startReplica(retailNextToWhale)
  proxy = await startRpcProxy(replica.rpcUrl)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})
beforeEach(() => proxy.reset())

const visit = async (factory: IDBFactory, rpcUrl = proxy.url) => {
  const cache = createCache(createFallbackStore(() => openIndexedDbStore(factory), async () => undefined))
  const chains: { flush(): Promise<void> }[] = []
  const report = await makeReport(rpcUrl, { wallet: replica.cast.retail, pool: replica.cast.pools.usdcWeth500, hooks: { openCache: (s) => { const c = cache.openChain(s); chains.push(c); return c } } })
  await Promise.all(chains.map((c) => c.flush()))
  return report
}

test('probe', async () => {
  console.log('blocks', await replica.client.getBlockNumber())
  for (const cap of [0, 200]) {
    if (cap) proxy.use({ logRange: { maxBlocks: cap, error: { code: -32005, message: `exceed maximum block range: ${cap}` } } })
    const factory = new IDBFactory()
    for (const n of [1, 2, 3]) {
      proxy.reset()
      const t = performance.now()
      await visit(factory)
      console.log(cap, n, Math.round(performance.now() - t), proxy.requests, proxy.sequentialDepth, JSON.stringify([...proxy.counts]))
    }
  }
})
