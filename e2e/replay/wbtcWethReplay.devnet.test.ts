import { zeroAddress, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { computeOwnerFigures } from '../../src/accounting/computeOwnerFigures'
import { snapshotKey } from '../../src/accounting/snapshotKey'
import { createChainClient } from '../../src/chain/createChainClient'
import { ethereum } from '../../src/config/chains/ethereum'
import type { PositionHistory } from '../../src/domain/ledger'
import type { Snapshot } from '../../src/domain/position'
import type { Pair } from '../../src/domain/primitives'
import { createDirectPosition } from '../../src/protocols/uniswapV3/createPosition'
import { createUniswapV3Adapter } from '../../src/protocols/uniswapV3/uniswapV3Adapter'
import { computeHistoriesByOwner } from '../../src/whales/rankOwners'
import { createDevnetClient } from '../devnet/devnetClient'
import type { DevnetClient } from '../devnet/devnetClient'
import { deployMainnet } from '../devnet/deployMainnet'
import { startAnvil } from '../devnet/startAnvil'
import type { DevnetNode } from '../devnet/startAnvil'
import { addBurnedPositions } from './addBurnedPositions'
import { comparableEvents } from './comparableEvents'
import { computeOwnOwed } from './computeOwnOwed'
import { computeRecordedFees, formatPositionKey } from './computeRecordedFees'
import type { RecordedFees } from './computeRecordedFees'
import { computeUnrecordedFees } from './computeUnrecordedFees'
import { fetchPoolEvents } from './fetchPoolEvents'
import { fetchRecordedPool } from './fetchRecordedPool'
import { fetchSettledOwed } from './fetchSettledOwed'
import { planEvents } from './planEvents'
import { deployPoolReplay } from './poolReplay'
import { rebuildPool } from './rebuildPool'
import type { RecordedEvent } from './records/recordedEvent'
import type { RecordedPool, RecordedPosition } from './records/recordedPool'
import { hasSharedData } from './records/sharedData'
import { readWbtcWethFiles } from './records/wbtcWethFiles'
import type { WbtcWethFiles } from './records/wbtcWethFiles'
import { fundSenders, replayBlocks } from './replayBlocks'

/** Each record holds the 600 usable ticks around its price: the later one begins with this one, the earlier one after it. */
const tickOnlyInLaterRecord = 239760

describe.skipIf(!hasSharedData('wbtc-weth-3000'))(
  'the WBTC/WETH pool rebuilt as it stood at block 16944668 and replayed to 16951788',
  () => {
    let anvil: DevnetNode | undefined
    let client: DevnetClient
    let files: WbtcWethFiles
    let rebuilt: RecordedPool
    let replayed: RecordedPool
    let firstBlock: number
    let lastBlock: number
    let events: readonly RecordedEvent[]
    let recordedFees: readonly RecordedFees[]
    let owedBefore: readonly Pair[]
    let owedAfter: readonly Pair[]

    beforeAll(async () => {
      files = readWbtcWethFiles()
      const { before, after } = files
      const lastObservation = before.observations[before.observationIndex]
      anvil = await startAnvil({ genesisTimestamp: Number(lastObservation?.blockTimestamp) })
      client = createDevnetClient(anvil.rpcUrl, 1)
      const deployment = await deployMainnet(client)
      await deployPoolReplay(client, deployment.weth.address, deployment.wbtc.address)
      await rebuildPool(client, deployment, addBurnedPositions(before, files.events))

      const parts = { ...before, ticks: [...new Set([...before.ticks.keys(), ...after.ticks.keys()])] }
      firstBlock = Number(await client.getBlockNumber())
      rebuilt = await fetchRecordedPool(client, parts, firstBlock)
      recordedFees = computeRecordedFees(before, after, files.events)
      const positions = recordedFees.map(({ position }) => position)
      owedBefore = await fetchSettledOwed(client, before.address, positions)

      await fundSenders(client, [deployment.positionManager])
      const blocks = await replayBlocks(client, planEvents(before.address, files.events))
      lastBlock = blocks.at(-1) ?? 0
      events = await fetchPoolEvents(client, before.address, firstBlock + 1)
      replayed = await fetchRecordedPool(client, parts, lastBlock)
      owedAfter = await fetchSettledOwed(client, before.address, positions)
    })
    afterAll(() => anvil?.stop())

    test('the rebuilt pool answers to its own getters as recorded', () => {
      expect(rebuilt).toEqual(files.before)
    })

    test('all 379 events come out as recorded: amounts, price, liquidity and tick after each', () => {
      expect(files.events).toHaveLength(379)
      expect(comparableEvents(events, files.events)).toEqual(comparableEvents(files.events, files.events))
    })

    test('price, tick, liquidity, both fee growths and the oracle end as recorded', () => {
      const { after } = files
      expect(replayed.sqrtPriceX96).toBe(after.sqrtPriceX96)
      expect(replayed.tick).toBe(after.tick)
      expect(replayed.liquidity).toBe(after.liquidity)
      expect(replayed.feeGrowthGlobal0X128).toBe(after.feeGrowthGlobal0X128)
      expect(replayed.feeGrowthGlobal1X128).toBe(after.feeGrowthGlobal1X128)
      expect(replayed.observationIndex).toBe(after.observationIndex)
      expect(replayed.observations).toEqual(after.observations)
    })

    test('356 of 357 ticks end as recorded; the last is one that the earlier record does not reach', () => {
      const recorded = new Map(files.after.ticks)
      expect(recorded.delete(tickOnlyInLaterRecord)).toBe(true)
      expect(recorded.size).toBe(356)
      expect(replayed.ticks).toEqual(recorded)
    })

    test('all 688 positions end with the recorded liquidity and fee growth', () => {
      const withoutOwed = ({ tokensOwed0: _owed0, tokensOwed1: _owed1, ...state }: RecordedPosition) => state
      expect(files.after.positions).toHaveLength(688)
      expect(replayed.positions.map(withoutOwed)).toEqual(files.after.positions.map(withoutOwed))
    })

    describe('fees that positions earned in between, to the last unit', () => {
      test('the contract pays what the records say', () => {
        expect(recordedFees.filter(({ fees }) => fees[0] > 0n && fees[1] > 0n).length).toBeGreaterThan(250)
        expect(earned(owedBefore, owedAfter)).toEqual(recordedFees.map(({ fees }) => fees))
      })

      test("Minnow's math on the pool's state gives what the contract pays", () => {
        expect(ownOwed(rebuilt)).toEqual(owedBefore)
        expect(ownOwed(replayed)).toEqual(owedAfter)
      })

      test("Minnow's snapshots of these positions give what the contract pays", async () => {
        expect(await snapshot(firstBlock)).toEqual(owedBefore)
        expect(await snapshot(lastBlock)).toEqual(owedAfter)
      })
    })

    test('fees of everybody in the pool add up to what its swaps paid, to within a unit for each position and swap', async () => {
      const opened = addBurnedPositions(files.before, files.events).positions
      const { owners, positions } = await computeEveryone(opened)
      // The records name four fifths of the liquidity; what they do not name earned what its ticks grew.
      const unrecorded = computeUnrecordedFees(rebuilt, replayed, opened)
      const swaps = files.events.filter((event) => event.type === 'swap')
      const steps = swaps.length + unrecorded.ranges
      for (const token of [0, 1] as const) {
        const found = owners.reduce((sum, { feeAmounts }) => sum + (feeAmounts as Pair)[token], unrecorded.fees[token])
        const paid = swaps.reduce((sum, { amount0, amount1 }) => {
          const amount = token === 0 ? amount0 : amount1
          return amount > 0n ? sum + (amount * 3_000n) / 1_000_000n : sum
        }, 0n)
        expect(paid).toBeGreaterThan(1_000_000n)
        expect(found - paid).toBeGreaterThanOrEqual(-BigInt(positions + files.events.length + unrecorded.ranges))
        expect(found - paid).toBeLessThanOrEqual(BigInt(2 * steps))
      }
    })

    /** Everybody's figures over the replay: those who were there open with what the record says they had. */
    async function computeEveryone(opened: readonly RecordedPosition[]) {
      const { chain, adapter } = await openChain()
      const minted = files.events.flatMap((event) => (event.type === 'mint' ? event : []))
      const keys = new Map([...opened, ...minted].map((range) => [formatPositionKey(range), range]))
      const positions = [...keys.values()].map(({ owner, tickLower, tickUpper }) =>
        createDirectPosition({ pool: files.before.address, poolOwner: owner, tickLower, tickUpper }),
      )
      const logged = await adapter.history(chain, positions, { fromBlock: firstBlock + 1, toBlock: lastBlock })
      const start = { blockNumber: firstBlock - 1, timestamp: 0, logIndex: 0, transactionHash: zeroHash }
      const held = new Map(opened.map((position) => [formatPositionKey(position), position.liquidity]))
      const histories = logged.map((history): PositionHistory => {
        const { position, events, ownerships } = history
        const liquidity = held.get(formatPositionKey({ ...position, owner: position.poolOwner })) ?? 0n
        if (liquidity === 0n) return history
        const opening = {
          ...start,
          type: 'deposit' as const,
          positionId: position.id,
          liquidity,
          amounts: [0n, 0n] as const,
        }
        const ownership = { owner: position.poolOwner, from: start, to: null }
        return { position, events: [opening, ...events], ownerships: [ownership, ...ownerships].slice(0, 1) }
      })
      const snapshots = new Map<string, Snapshot>()
      for (const blockNumber of [firstBlock, lastBlock]) {
        for (const snapshot of await adapter.snapshot(chain, positions, blockNumber)) {
          snapshots.set(snapshotKey(snapshot.positionId, blockNumber), snapshot)
        }
      }
      const pool = await adapter.pool(chain, files.before.address, lastBlock)
      if (pool === null) throw new Error('The rebuilt pool is not found at its address.')
      const window = { fromBlock: firstBlock, fromTimestamp: 0, toBlock: lastBlock, toTimestamp: 1 }
      const prices = {
        currency: 'token1',
        native: zeroAddress,
        quotes: new Map(),
        sqrtPriceX96: new Map(),
        missing: [],
      } as const
      const owners = [...computeHistoriesByOwner(histories).values()].map(({ owner, histories: own }) =>
        computeOwnerFigures({
          owner,
          pool,
          window,
          histories: own,
          snapshots: new Map(
            [...snapshots].filter(([, { positionId }]) => own.some((it) => it.position.id === positionId)),
          ),
          prices,
          gas: [],
          claimable: [],
        }),
      )
      return { owners, positions: positions.length }
    }

    async function openChain() {
      const chain = await createChainClient({
        config: ethereum,
        rpcUrls: [client.transport.url ?? ''],
        signal: new AbortController().signal,
        onProgress: () => undefined,
      })
      const [deployment] = ethereum.deployments
      if (deployment === undefined) throw new Error('Ethereum has no deployment.')
      return { chain, adapter: createUniswapV3Adapter(deployment) }
    }

    /** Growth of what is owed, without the principal that burns made owed: nobody collects in the replay. */
    function earned(before: readonly Pair[], after: readonly Pair[]): readonly Pair[] {
      const principal = sumBurnedPrincipal(events)
      return recordedFees.map(({ position }, index) => {
        const [from, to] = [before[index] as Pair, after[index] as Pair]
        const [burned0, burned1] = principal.get(formatPositionKey(position)) ?? [0n, 0n]
        return [to[0] - from[0] - burned0, to[1] - from[1] - burned1]
      })
    }

    async function snapshot(blockNumber: number): Promise<readonly Pair[]> {
      const { chain, adapter } = await openChain()
      const positions = recordedFees.map(({ position: { owner, tickLower, tickUpper } }) =>
        createDirectPosition({ pool: files.before.address, poolOwner: owner, tickLower, tickUpper }),
      )
      const snapshots = await adapter.snapshot(chain, positions, blockNumber)
      return snapshots.map(({ collectable }) => collectable)
    }

    function ownOwed(pool: RecordedPool): readonly Pair[] {
      const positions = new Map(pool.positions.map((position) => [formatPositionKey(position), position]))
      return recordedFees.map(({ position }) =>
        computeOwnOwed(pool, positions.get(formatPositionKey(position)) as RecordedPosition),
      )
    }
  },
)

/** What burns moved to `tokensOwed` of each position, as the pool logged it. */
function sumBurnedPrincipal(events: readonly RecordedEvent[]): ReadonlyMap<string, Pair> {
  const sums = new Map<string, Pair>()
  for (const event of events) {
    if (event.type !== 'burn') continue
    const [sum0, sum1] = sums.get(formatPositionKey(event)) ?? [0n, 0n]
    sums.set(formatPositionKey(event), [sum0 + (event.amount0 ?? 0n), sum1 + event.amount1])
  }
  return sums
}
