import { expect, test } from 'vitest'
import type { ChainClient } from '../chain/chainClient'
import type { OwnerResult } from './loadOwnerResult'
import { describeShorterWindow, loadShorterWindow } from './loadShorterWindow'

const DAY = 86_400
const timeOf = (blockNumber: number) => 1_700_000_000 + 12 * blockNumber
const window = { fromBlock: 100_000, fromTimestamp: timeOf(100_000), toBlock: 300_000, toTimestamp: timeOf(300_000) }

/** A client of a chain with a block every twelve seconds. */
const client = {
  host: 'node.example',
  memo: new Map(),
  request: (_: string, [tag]: readonly [string]) =>
    Promise.resolve({
      number: tag,
      hash: `0x${'0'.repeat(64)}`,
      timestamp: `0x${timeOf(Number(tag)).toString(16)}`,
    }),
} as unknown as ChainClient

/** An owner whose fees are proven since a block, by logs that begin 1,000 blocks before it. */
const sideOf = (start?: number | null) =>
  ({ provenStart: start && { blockNumber: start, logsFromBlock: start - 1_000 } }) as OwnerResult
const shorten = (...starts: readonly (number | null | undefined)[]) =>
  loadShorterWindow(client, { window, asked: window }, starts.map(sideOf))

test('default: a window that is proven from its start stays what it is', async () => {
  expect(await shorten(undefined, undefined)).toBeNull()
  expect(await shorten(100_000)).toBeNull()
})

test('behavior: it begins where the fees of both sides are proven, and says from when on it was asked for', async () => {
  const shorter = await shorten(150_000, 180_000)
  expect(shorter?.window).toEqual({ ...window, fromBlock: 180_000, fromTimestamp: timeOf(180_000) })
  expect(shorter?.logsFromBlock).toBe(149_000)
  expect((await shorten(150_000, undefined))?.window.fromBlock).toBe(150_000)
  expect(shorter && describeShorterWindow(shorter)).toMatchObject({
    what: 'The window before block 180000',
    why: expect.stringContaining('asked for from block 100000 on. node.example does not keep') as string,
  })
})

test('behavior: where one side is never proven, or less than a day would be left, nothing is shortened', async () => {
  expect(await shorten(150_000, null)).toBeNull()
  const dayBefore = 300_000 - DAY / 12
  expect(await shorten(dayBefore + 1)).toBeNull()
  expect((await shorten(dayBefore))?.window.fromBlock).toBe(dayBefore)
})
