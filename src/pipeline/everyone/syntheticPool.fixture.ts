import { getAddress, toHex } from 'viem'
import { createRandom } from '../../../e2e/devnet/random'
import { snapshotKey } from '../../accounting/snapshotKey'
import type { EventRef, PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Window } from '../../domain/performance'
import type { Pool } from '../../domain/pool'
import type { Snapshot } from '../../domain/position'
import { priceKey } from '../../domain/prices'
import type { PriceTable } from '../../domain/prices'
import { computeAmountsForLiquidity } from '../../math/liquidityAmounts'
import type { PoolReportOwnerInput } from '../../report/formatPoolReport'
import { computeOwnerFigures } from '../../accounting/computeOwnerFigures'
import { listWindowOwners } from './windowOwner'

/** A ledger of a pool with any number of positions, heavy-tailed in size, and all that their figures need. */
export interface SyntheticPool {
  readonly pool: Pool
  readonly window: Window
  readonly histories: readonly PositionHistory[]
  readonly snapshotsOf: ReadonlyMap<string, readonly (readonly [string, Snapshot])[]>
  readonly prices: PriceTable
}

const token = (digit: string, decimals: number) => ({
  address: getAddress(`0x${digit.repeat(40)}`),
  symbol: digit,
  decimals,
})
const pool: Pool = {
  chainId: 1,
  protocol: 'uniswap-v3',
  address: getAddress(`0x${'9'.repeat(40)}`),
  token0: token('1', 18),
  token1: token('2', 18),
  feePpm: 3_000,
  tickSpacing: 60,
}
const firstBlock = 1_000_000
const window: Window = {
  fromBlock: firstBlock,
  fromTimestamp: 0,
  toBlock: firstBlock + 216_000,
  toTimestamp: 30 * 86_400,
}
const one = 2n ** 96n

/** Makes a pool whose price is 1, and positions of which a third each were there before the window, came in it, and came and went. */
export function createSyntheticPool(positions: number, owners: number): SyntheticPool {
  const random = createRandom(7)
  const snapshotsOf = new Map<string, (readonly [string, Snapshot])[]>()
  const histories = Array.from({ length: positions }, (_, index): PositionHistory => {
    const id = String(index + 1)
    const owner = getAddress(toHex(1_000 + Math.floor(owners * random.next() ** 2), { size: 20 }))
    const tickLower = -60 * random.integer(1, 200)
    const tickUpper = 60 * random.integer(1, 200)
    const liquidity = BigInt(Math.round(1e15 * Math.exp(3 * random.normal())))
    const amounts = computeAmountsForLiquidity(one, tickLower, tickUpper, liquidity)
    const start = index % 3 === 0 ? firstBlock - random.integer(1, 90_000) : firstBlock + random.integer(1, 200_000)
    const refAt = (blockNumber: number): EventRef => ({
      blockNumber,
      timestamp: (blockNumber - firstBlock) * 12,
      logIndex: index,
      transactionHash: toHex(blockNumber * 100_000 + index, { size: 32 }),
    })
    const at = (blockNumber: number) => ({ ...refAt(blockNumber), positionId: id })
    const events: PositionEvent[] = [{ ...at(start), type: 'deposit', liquidity, amounts }]
    const isGone = index % 3 === 2
    if (isGone) {
      events.push({ ...at(start + 5_000), type: 'withdraw', liquidity, amounts })
      events.push({ ...at(start + 5_000), type: 'collect', amounts: [amounts[0] + 5n, amounts[1] + 7n] })
    }
    for (const blockNumber of [window.fromBlock, window.toBlock]) {
      const isEmpty = start > blockNumber || (isGone && start + 5_000 <= blockNumber)
      const owed = BigInt(index)
      const collectable = isEmpty ? ([0n, 0n] as const) : ([owed, 2n * owed] as const)
      const snapshot = {
        positionId: id,
        blockNumber,
        liquidity: isEmpty ? 0n : liquidity,
        collectable,
        secondsInside: 0,
      }
      snapshotsOf.set(id, [...(snapshotsOf.get(id) ?? []), [snapshotKey(id, blockNumber), snapshot]])
    }
    return {
      position: { id, kind: 'nft', pool: pool.address, poolOwner: token('8', 18).address, tickLower, tickUpper },
      events,
      ownerships: [{ owner, from: refAt(start), to: null }],
    }
  })
  return { pool, window, histories, snapshotsOf, prices: createPrices(histories) }
}

function createPrices(histories: readonly PositionHistory[]): PriceTable {
  const blocks = new Set(histories.flatMap(({ events }) => events.map(({ blockNumber }) => blockNumber)))
  const quote = { value: 2_500, sources: [{ kind: 'unit' as const }] }
  const all = [...blocks, window.fromBlock, window.toBlock]
  const tokens = [pool.token0, pool.token1]
  return {
    currency: 'USD',
    native: pool.token0.address,
    quotes: new Map(all.flatMap((block) => tokens.map(({ address }) => [priceKey(address, block), quote] as const))),
    sqrtPriceX96: new Map(all.map((block) => [block, one])),
    missing: [],
  }
}

/** Everybody's figures, gas left out: what the worker computes once all is read. */
export function computeSyntheticOwners({
  pool: of,
  window: over,
  histories,
  snapshotsOf,
  prices,
}: SyntheticPool): readonly PoolReportOwnerInput[] {
  return listWindowOwners(histories, over).map((owner) => ({
    figures: computeOwnerFigures({
      owner: owner.owner,
      pool: of,
      window: over,
      histories: owner.histories,
      snapshots: new Map(owner.histories.flatMap(({ position }) => snapshotsOf.get(position.id) ?? [])),
      prices,
      gas: [],
      claimable: [],
    }),
    gasIsEstimate: true,
    valueIsEstimate: false,
    transactions: 0,
    positions: owner.histories.length,
  }))
}
