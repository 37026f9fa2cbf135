import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { poolAbi, positionManagerAbi } from '../../e2e/devnet/abi'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { mirroredWhale } from '../../e2e/devnet/stories/mirroredWhale'
import type { MirroredWhaleCast } from '../../e2e/devnet/stories/mirroredWhale'
import { computeWhatIf } from '../comparison/computeWhatIf'
import type { WhatIf } from '../comparison/computeWhatIf'
import type { Pair } from '../domain/primitives'
import type { ReportPerformance, ReportPool } from '../domain/report'
import { computeFeeGrowthInside, computeFeesOwed } from '../math/feeGrowth'
import { ChainTruth, sumPairs } from './chainTruth.fixture'
import { findPool, makeReport } from './makeReport.fixture'

let replica: Replica<MirroredWhaleCast>
let truth: ChainTruth
let cast: MirroredWhaleCast

beforeAll(async () => {
  replica = await startReplica(mirroredWhale)
  truth = new ChainTruth(replica.client)
  cast = replica.cast
})
afterAll(() => replica.stop())

/** The neighbour's report, next to the whale or to whoever is chosen. */
async function ask(window: 'first' | '7d', whale: Address | null): Promise<ReportPool> {
  return findPool(
    await makeReport(replica.rpcUrl, { wallet: cast.neighbour, pool: cast.pool, window, whale }),
    cast.pool,
  )
}

function feesOf({ amounts }: ReportPerformance): Pair {
  const pair = (amount: readonly [string, string]): Pair => [BigInt(amount[0]), BigInt(amount[1])]
  return sumPairs([pair(amounts.feesCollected), pair(amounts.feesUncollected)])
}

function whatIf(owner: ReportPerformance, other: ReportPerformance | null): WhatIf {
  const result = other && computeWhatIf(owner, other)
  if (result === null) throw new Error('One of the two has no capital.')
  return result
}

/** Fee growth inside a position's ticks at the end of a block, from the pool's own storage. */
async function fetchGrowth(tokenId: bigint, blockNumber: bigint): Promise<Pair> {
  const { client, deployment } = truth
  const nft = { address: deployment.positionManager, abi: positionManagerAbi, functionName: 'positions' } as const
  const [, , , , , tickLower, tickUpper] = await client.readContract({ ...nft, args: [tokenId], blockNumber })
  const pool = { address: cast.pool, abi: poolAbi, blockNumber } as const
  const [[, tick], global0, global1, lower, upper] = await Promise.all([
    client.readContract({ ...pool, functionName: 'slot0' }),
    client.readContract({ ...pool, functionName: 'feeGrowthGlobal0X128' }),
    client.readContract({ ...pool, functionName: 'feeGrowthGlobal1X128' }),
    client.readContract({ ...pool, functionName: 'ticks', args: [tickLower] }),
    client.readContract({ ...pool, functionName: 'ticks', args: [tickUpper] }),
  ])
  return computeFeeGrowthInside({
    tick,
    tickLower,
    tickUpper,
    feeGrowthGlobalX128: [global0, global1],
    feeGrowthOutsideLowerX128: [lower[2], lower[3]],
    feeGrowthOutsideUpperX128: [upper[2], upper[3]],
  })
}

/**
 * What `scale` times a position's liquidity earned: growth inside its ticks times that liquidity, over each stretch of constant
 * liquidity, read from the pool. No swap shares a block with these events, so the end of a block is as good as the event itself, and the
 * end of the block before stands in for the one in which the ticks are cleared.
 */
async function computeGrowthFees(tokenId: bigint, scale: number): Promise<{ fees: Pair; stretches: number }> {
  const events = (await truth.fetchEvents(tokenId)).filter(({ type }) => type === 'deposit' || type === 'withdraw')
  const end = await replica.client.getBlockNumber()
  const ratio = BigInt(Math.round(scale * 2 ** 60))
  let liquidity = 0n
  const stretches: Pair[] = []
  for (const [index, event] of events.entries()) {
    liquidity += event.type === 'deposit' ? event.liquidity : -event.liquidity
    if (liquidity === 0n) continue
    const scaled = (liquidity * ratio) >> 60n
    const until = events[index + 1] ? (events[index + 1]?.blockNumber as bigint) - 1n : end
    const [from, to] = await Promise.all([fetchGrowth(tokenId, event.blockNumber), fetchGrowth(tokenId, until)])
    stretches.push([computeFeesOwed(scaled, to[0], from[0]), computeFeesOwed(scaled, to[1], from[1])])
  }
  return { fees: sumPairs(stretches), stretches: stretches.length }
}

/** Fees from growth over all positions of an owner, and how many times the contracts cut off a unit. */
async function sumGrowthFees(tokenIds: readonly bigint[], scale: number) {
  const all = await Promise.all(tokenIds.map((tokenId) => computeGrowthFees(tokenId, scale)))
  const collects = (await Promise.all(tokenIds.map((tokenId) => truth.fetchEvents(tokenId)))).flat()
  return { fees: sumPairs(all.map(({ fees }) => fees)), updates: collects.length + all.length }
}

/** Liquidity of each deposit, over all positions in order. */
async function fetchDeposits(tokenIds: readonly bigint[]): Promise<readonly bigint[]> {
  const events = (await Promise.all(tokenIds.map((tokenId) => truth.fetchEvents(tokenId)))).flat()
  return events.filter(({ type }) => type === 'deposit').map(({ liquidity }) => liquidity)
}

/**
 * How far the mirror is from a constant fraction of the whale. What it puts in is rounded to whole units, so each of its deposits is another
 * fraction of the whale's; its sums are between those of the smallest fraction and of the largest.
 */
async function fetchMirrorSpread(): Promise<number> {
  const [large, small] = await Promise.all([fetchDeposits(cast.whalePositions), fetchDeposits(cast.mirrorPositions)])
  expect(small.length).toBe(large.length)
  const fractions = small.map((liquidity, index) => Number(liquidity) / Number(large[index]))
  return Math.max(...fractions) / Math.min(...fractions) - 1
}

/** A unit of USDC, in dollars: what rounding can take off each amount. One of WETH is worth nothing beside it. */
const UNIT = 1e-6

/** Capital is the value of principal, which is rounded down to whole units: of both tokens, relative to the small wallet's. */
function capitalRounding({ averageCapital }: ReportPerformance): number {
  return (2 * UNIT) / (averageCapital as number)
}

function expectRatesOfMirror(result: WhatIf, mirror: ReportPerformance, spread: number) {
  const capital = mirror.value.capitalYears as number
  const rounding = (mirror.evidence.events.length * UNIT) / capital
  for (const part of ['fees', 'impermanentLoss'] as const) {
    const [imagined, real] = [result.withOwnGas.rates[part] as number, mirror.rates[part] as number]
    const allowed = (spread + capitalRounding(mirror)) * Math.abs(real) + rounding
    // A tolerance that could hide anything would prove nothing.
    expect(allowed).toBeLessThan(Math.abs(real) * 1e-5)
    expect(Math.abs(imagined - real), `${part}: ${imagined} and ${real}`).toBeLessThanOrEqual(allowed)
  }
}

describe('what a neighbour’s capital would have earned in the whale’s ranges', () => {
  it('default: is what a wallet that really was in them earned', async () => {
    const [next, mirrored] = [await ask('first', null), await ask('first', cast.mirror)]
    expect(next.whale).toMatchObject({ owner: cast.whale, claim: 'largest', reRanges: 1 })
    expect(mirrored.whale).toMatchObject({ owner: cast.mirror, reRanges: 1 })
    const mirror = mirrored.whale as ReportPerformance
    const result = whatIf(next.you, next.whale)
    const spread = await fetchMirrorSpread()
    expectRatesOfMirror(result, mirror, spread)

    // The neighbour has its own capital: what it would have earned is the mirror's, in proportion to the two capitals.
    const ratio = result.capitalYears / (mirror.value.capitalYears as number)
    feesOf(mirror).forEach((real, token) => {
      const expected = Number(real) * ratio
      // Of the mirror's fees and of what the neighbour's are made from, each event cuts off a unit at most.
      const allowed = expected * (spread + capitalRounding(mirror)) + 2 * mirror.evidence.events.length * ratio
      expect(expected).toBeGreaterThan(allowed * 10_000)
      expect(Math.abs(Number(result.feeAmounts?.[token]) - expected)).toBeLessThanOrEqual(allowed)
    })
    expect(result.isUnrealistic).toBe(false)
  })

  it('behavior: a window that begins in the middle gives the same, with fees that waited at its start left out', async () => {
    const [next, mirrored] = [await ask('7d', null), await ask('7d', cast.mirror)]
    expectRatesOfMirror(whatIf(next.you, next.whale), mirrored.whale as ReportPerformance, await fetchMirrorSpread())
    const whole = await ask('first', null)
    expect(feesOf(next.whale as ReportPerformance)[0]).toBeLessThan(feesOf(whole.whale as ReportPerformance)[0])
  })

  it('invariant: fees are the growth inside the ranges times the scaled liquidity, to within the units that were cut off', async () => {
    const { you, whale } = await ask('first', null)
    const sides = [
      { result: whatIf(you, whale), tokenIds: cast.whalePositions },
      { result: whatIf(whale as ReportPerformance, you), tokenIds: cast.neighbourPositions },
    ]
    for (const { result, tokenIds } of sides) {
      const { fees, updates } = await sumGrowthFees(tokenIds, result.scale)
      // Each update cuts off less than a unit: of the owner's own fees, then times the scale, and of the scaled ones.
      const cutOff = BigInt(Math.ceil(updates * (result.scale + 1))) + 1n
      fees.forEach((expected, token) => {
        // The ratio of two capitals is a number of 53 bits.
        const allowed = cutOff + (expected >> 50n)
        const difference = (result.feeAmounts?.[token] as bigint) - expected
        expect(
          difference <= allowed && -difference <= allowed,
          `${difference} of ${expected}, ${allowed} allowed`,
        ).toBe(true)
        expect(expected).toBeGreaterThan(allowed * 1000n)
      })
    }
  })
})
