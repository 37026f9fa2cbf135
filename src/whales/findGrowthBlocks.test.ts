import { describe, expect, test } from 'vitest'
import { findGrowthBlocks } from './findGrowthBlocks'

const life = { fromBlock: 0, toBlock: 1_000_000 }
const nothingKnown = () => false

/** Something that grows by an amount in some blocks, and shrinks where that is negative. */
function createReader(changes: Readonly<Record<number, bigint>>) {
  const asked: number[] = []
  const readAt = async (blockNumber: number) => {
    asked.push(blockNumber)
    return Object.entries(changes).reduce((held, [at, by]) => (Number(at) <= blockNumber ? held + by : held), 0n)
  }
  return { asked, readAt }
}

describe('findGrowthBlocks', () => {
  test('default: a range of the wanted length that holds the largest growth, with few looks', async () => {
    const { asked, readAt } = createReader({ 123_456: 10n, 700_001: 900n, 700_500: 5n })
    const found = await findGrowthBlocks(life, 10_000, nothingKnown, readAt)
    expect(found).toMatchObject({ fromBlock: expect.any(Number) as number })
    const { fromBlock, toBlock } = found as { fromBlock: number; toBlock: number }
    expect(fromBlock <= 700_001 && 700_001 <= toBlock).toBe(true)
    expect(toBlock - fromBlock + 1).toBeLessThanOrEqual(10_000)
    expect(asked.length).toBeLessThan(40)
  })

  test('behavior: down to a single block', async () => {
    const { readAt } = createReader({ 424_242: 1n })
    expect(await findGrowthBlocks(life, 1, nothingKnown, readAt)).toEqual({ fromBlock: 424_242, toBlock: 424_242 })
  })

  test('behavior: blocks that are known are passed over for the next largest growth', async () => {
    const { readAt } = createReader({ 900_000: 900n, 100_000: 10n })
    const isKnown = ({ fromBlock }: { readonly fromBlock: number }) => fromBlock > 500_000
    const found = await findGrowthBlocks(life, 1, isKnown, readAt)
    expect(found).toEqual({ fromBlock: 100_000, toBlock: 100_000 })
  })

  test('behavior: nothing where it only shrank, or grew in known blocks alone', async () => {
    expect(await findGrowthBlocks(life, 10, nothingKnown, createReader({ 5: -3n }).readAt)).toBe(null)
    expect(await findGrowthBlocks(life, 10, () => true, createReader({ 5: 3n }).readAt)).toBe(null)
  })
})
