import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { ReportPool } from '../domain/report'
import type { ReplayLimits } from '../protocols/adapter'
import { makePoolReportSince } from './makePoolReportSince.fixture'

let replica: Replica<RetailNextToWhaleCast>
beforeAll(async () => {
  replica = await startReplica(retailNextToWhale)
})
afterAll(() => replica.stop())

/** All figures of both sides, and nothing of how they were found. */
function figuresOf({ you, positions, whale, gap, state, priceSources, window: { shortened, ...window } }: ReportPool) {
  return { you, positions, whale, gap, state, priceSources, window, isShortened: shortened !== undefined }
}

const noArchive = {
  stateBlocks: 1,
  logRange: { maxBlocks: 19, error: { code: -32_000, message: 'exceed maximum block range: 19' } },
}

/** Windows that no archive-less endpoint proves from their first block on: so many blocks back, and how much reading the logs is worth. */
const windows: readonly (readonly [string, number, ReplayLimits | undefined])[] = [
  ['the whale was touched since, and its last touch before is not among the logs', 400, undefined],
  ['the logs of the whole window are too many', 400, { fewRequests: 12, fewLogs: 60 }],
]

test.each(windows)('%s: the window is shortened, and its figures are an archive node’s', async (_, back, limits) => {
  const fromBlock = Number(await replica.client.getBlockNumber()) - back
  const question = { wallet: replica.cast.retail, pool: replica.cast.pools.usdcWeth500, fromBlock }
  const proxy = await startRpcProxy(replica.rpcUrl, noArchive)
  const short = await makePoolReportSince(proxy.url, { ...question, ...(limits && { limits }) })
  await proxy.stop()
  const { window, coverage } = short
  expect(window.shortened?.fromBlock).toBe(fromBlock)
  expect(window.fromBlock).toBeGreaterThan(fromBlock)
  expect(coverage.missing.map(({ what }) => what)).toEqual([`The window before block ${window.fromBlock}`])
  expect(short.whale?.value.fees).toBeGreaterThan(0)
  const sound = await makePoolReportSince(replica.rpcUrl, { ...question, fromBlock: window.fromBlock })
  expect(figuresOf(short)).toEqual({ ...figuresOf(sound), isShortened: true })
})
