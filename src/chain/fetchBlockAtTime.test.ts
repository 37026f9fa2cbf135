import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChainClient } from './chainClient'
import { fetchBlockAtTime } from './fetchBlockAtTime'

interface TestChain {
  readonly client: ChainClient
  /** Block numbers that were asked for, by round. */
  readonly rounds: readonly (readonly number[])[]
}

/** A client of a chain whose blocks have these times. Requests that come together are one round. */
function createChain(timeOf: (blockNumber: number) => number): TestChain {
  const rounds: number[][] = []
  let round: number[] | null = null
  const client = {
    host: 'test',
    config: {},
    memo: new Map(),
    request: async (_: string, [tag]: readonly [string]) => {
      if (round === null) {
        rounds.push((round = []))
        setTimeout(() => (round = null))
      }
      round.push(Number(tag))
      await new Promise((resolve) => setTimeout(resolve, 1))
      const timestamp = `0x${timeOf(Number(tag)).toString(16)}`
      return { number: tag, hash: `0x${'0'.repeat(64)}`, timestamp }
    },
  } as unknown as ChainClient
  return { client, rounds }
}

async function find({ client }: TestChain, timeOf: (block: number) => number, time: number, from: number, to: number) {
  return await fetchBlockAtTime(client, time, { number: from }, { number: to, timestamp: timeOf(to) })
}

test('default: a chain of 20 million blocks at a steady pace takes at most four rounds', async () => {
  const timeOf = (block: number) => 1_500_000_000 + 12 * block
  for (const days of [7, 30, 90, 900, 1_000]) {
    const chain = createChain(timeOf)
    const time = timeOf(20_000_000) - days * 86_400
    expect(await find(chain, timeOf, time, 12_369_621, 20_000_000)).toBe(20_000_000 - days * 7_200)
    expect(chain.rounds.length).toBeLessThanOrEqual(4)
    expect(Math.max(...chain.rounds.map((round) => round.length))).toBeLessThanOrEqual(32)
  }
})

test('behavior: skipped slots cost at most one round more', async () => {
  // About one slot in a hundred is missed, at places that only look random.
  const missedBefore = (block: number) => Math.floor(block / 100) + (Math.imul(block, 2_654_435_761) >>> 0) / 2 ** 32
  const timeOf = (block: number) => 1_600_000_000 + 12 * Math.floor(block + missedBefore(block))
  const chain = createChain(timeOf)
  const time = timeOf(23_000_000) - 30 * 86_400
  const block = await find(chain, timeOf, time, 12_369_621, 23_000_000)
  expect([timeOf(block) <= time, timeOf(block + 1) > time]).toEqual([true, true])
  expect(chain.rounds.length).toBeLessThanOrEqual(5)
})

test('behavior: a time before the earliest block gives that block, one after the newest gives the newest', async () => {
  const timeOf = (block: number) => 1_000 + 12 * block
  const chain = createChain(timeOf)
  expect(await find(chain, timeOf, 0, 100, 5_000)).toBe(100)
  expect(await find(chain, timeOf, timeOf(100) - 1, 100, 5_000)).toBe(100)
  expect(await find(chain, timeOf, timeOf(100), 100, 5_000)).toBe(100)
  expect(await find(chain, timeOf, timeOf(5_000), 100, 5_000)).toBe(5_000)
  expect(await find(chain, timeOf, timeOf(5_000) + 99, 100, 5_000)).toBe(5_000)
  expect(await find(chain, timeOf, timeOf(7), 7, 7)).toBe(7)
})

test('property: it is the last block at or before the time, whatever the pace', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 400 }),
      fc.nat(),
      fc.nat({ max: 1_000_000 }),
      async (gaps, seed, from) => {
        const times: number[] = [1_000]
        for (const gap of gaps) times.push((times.at(-1) as number) + gap)
        const timeOf = (block: number) => times[block - from] as number
        const to = from + times.length - 1
        const time = 1_000 + (seed % (timeOf(to) - 999))
        const expected = times.findLastIndex((candidate) => candidate <= time) + from
        const chain = createChain(timeOf)
        expect(await find(chain, timeOf, time, from, to)).toBe(expected)
      },
    ),
    { numRuns: 60 },
  )
})
