import { beforeAll, expect, test } from 'vitest'
import { shareReplica } from '../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import { computeBounds } from '../accounting/computeBounds'
import { computeTimeline } from '../accounting/computeTimeline'
import { fetchBlock } from '../chain/fetchBlock'
import type { ChainClient } from '../chain/chainClient'
import type { PositionHistory } from '../domain/ledger'
import type { Pool } from '../domain/pool'
import type { Address } from '../domain/primitives'
import type { ProtocolAdapter } from '../protocols/adapter'
import { adaptersOf } from '../protocols/registry'
import { positionManagerTopics, stakerTopics } from '../protocols/uniswapV3/eventTopics'
import { openTestChain } from '../protocols/uniswapV3/testChain'
import { computeHistoriesByOwner } from '../whales/rankOwners'
import { loadPoolContext } from './poolContext'
import type { PoolContext } from './poolContext'
import { startOwner } from './startOwner'

let replica: SharedReplica<RetailNextToWhaleCast>
let client: ChainClient
let adapter: ProtocolAdapter

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  client = await openTestChain(replica.rpcUrl, 1)
  adapter = adaptersOf(client.config)[0] as ProtocolAdapter
})

/** A pool seen over the blocks from `fromBlock` on: everybody's whole histories, and those that begin there. */
async function openPool(address: Address, share: number) {
  const head = await fetchBlock(client, 'latest')
  const pool = (await adapter.pool(client, address, head.number)) as Pool
  const { histories: whole } = await adapter.holders(client, pool, { fromBlock: 0, toBlock: head.number })
  const firstBlock = (await adapter.firstBlock(client, pool, head.number)) as number
  const start = await fetchBlock(client, Math.round(firstBlock + share * (head.number - firstBlock)))
  const range = { fromBlock: start.number, toBlock: head.number }
  const positions = whole.map(({ position }) => position)
  const opened = await adapter.search.openedHistories(client, positions, range)
  const you = startOwner(client, adapter, {
    owner: replica.cast.retail,
    isContract: Promise.resolve(false),
    histories: [],
    pools: [pool],
    range,
  })
  const context = await loadPoolContext(client, adapter, {
    pool,
    block: head,
    currency: 'USD',
    windowChoice: 'all',
    blockSearch: Promise.resolve(start.number),
    you,
    discoveryMissing: [],
    chosenWhale: null,
    withSeries: false,
    onPartial: () => undefined,
  })
  expect(context.window).toMatchObject(range)
  return { pool, whole, opened, range, context }
}

/** An owner's figures in a pool, from these histories. */
function loadFigures({ input, window, loadSide }: PoolContext, owner: Address, histories: readonly PositionHistory[]) {
  const range = { fromBlock: window.fromBlock, toBlock: window.toBlock }
  const isContract = Promise.resolve(false)
  return loadSide(startOwner(client, adapter, { owner, isContract, histories, pools: [input.pool], range }))
}

/** Positions with liquidity, owed principal or uncollected fees when the histories open, and owners who were compared. */
async function compareFigures(address: Address, share: number) {
  const { whole, opened, range, context } = await openPool(address, share)
  const settled = await adapter.search.settleOpenings(client, opened, range, { hasArchiveState: true })
  for (const [index, { opening, position }] of settled.entries()) {
    const expected = computeTimeline(whole[index] as PositionHistory)
    const before = expected.steps.filter(({ event }) => event.blockNumber < range.fromBlock).at(-1)
    expect([position.id, opening?.liquidity ?? before?.liquidity ?? 0n]).toEqual([position.id, before?.liquidity ?? 0n])
  }
  let owners = 0
  const byOwner = computeHistoriesByOwner(settled)
  for (const [key, { owner, histories }] of computeHistoriesByOwner(whole)) {
    const own = byOwner.get(key)?.histories ?? []
    const isFirst = computeBounds(histories, owner, context.window).isFirst
    // Who had left the pool before the window looks new in it: only the whole past could tell.
    if (own.length > 0 && computeBounds(own, owner, context.window).isFirst !== isFirst) continue
    const [actual, expected] = await Promise.all([
      loadFigures(context, owner, own),
      loadFigures(context, owner, histories),
    ])
    expect(actual).toEqual(expected)
    owners++
  }
  return { owners, opened: opened.filter(({ opening }) => opening !== undefined).length }
}

test.each([0.2, 0.5, 0.85])(
  'figures of every owner are those of the whole history, to the last unit (%f of the pool’s life left out)',
  async (share) => {
    const { pools } = replica.cast
    let openings = 0
    for (const address of [pools.usdcWeth500, pools.usdcWeth3000, pools.rndrWeth3000]) {
      const { owners, opened } = await compareFigures(address, share)
      expect(owners).toBeGreaterThan(0)
      openings += opened
    }
    expect(openings).toBeGreaterThan(10)
  },
)

test('with archive state a history is contradicted where its logs leave out that the position came or changed hands', async () => {
  const { whole, range } = await openPool(replica.cast.pools.rndrWeth3000, 0.2)
  const isAboutOwners = ({ topics }: { readonly topics: readonly string[] }) =>
    (topics[0] === positionManagerTopics.transfer && topics.length === 4) ||
    topics[0] === stakerTopics.depositTransferred
  const hiding: ChainClient = {
    ...client,
    memo: new Map(),
    request: async (method, params) => {
      const answer = await client.request(method, params)
      if (method !== 'eth_getLogs') return answer
      return (answer as { readonly topics: readonly string[] }[]).filter((log) => !isAboutOwners(log))
    },
  }
  const nfts = whole.filter(({ position }) => position.kind === 'nft')
  const positions = nfts.map(({ position }) => position)
  const opened = await adapter.search.openedHistories(hiding, positions, range)
  const settled = await adapter.search.settleOpenings(hiding, opened, range, { hasArchiveState: true })
  const contradicted = settled.flatMap(({ isContradicted, position }) => (isContradicted === true ? [position.id] : []))
  const idsOf = (histories: readonly PositionHistory[]) => histories.map(({ position }) => position.id)
  const isInRange = ({ blockNumber }: { readonly blockNumber: number }) => blockNumber >= range.fromBlock
  const minted = nfts.filter(({ ownerships }) => ownerships[0] !== undefined && isInRange(ownerships[0].from))
  const moved = nfts.filter(({ events }) =>
    events.some((event) => /^(transfer|stake|unstake)$/.test(event.type) && isInRange(event)),
  )
  expect(minted.length).toBeGreaterThan(0)
  expect(contradicted).toEqual(expect.arrayContaining(idsOf(minted)))
  expect([...idsOf(minted), ...idsOf(moved)]).toEqual(expect.arrayContaining(contradicted))
})
