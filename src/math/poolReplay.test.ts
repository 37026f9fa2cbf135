import { expect, test } from 'vitest'
import { ReplayError } from '../errors'
import { PoolReplay } from './poolReplay'
import { TickSet } from './tickSet'

const Q96 = 2n ** 96n
const start = { sqrtPriceX96: Q96, tick: 0, feeProtocol: 0, feePpm: 3_000 }

test('error: a swap over less liquidity than nothing, because deposits are missing, is no exact replay', () => {
  const replay = new PoolReplay({ ...start, liquidity: -1_000n, ticks: new TickSet(60) }, () => undefined)
  const swap = { amounts: [-5n, 10n] as const, sqrtPriceX96: Q96 + Q96 / 1_000n, liquidity: 1_000n, tick: 19 }
  expect(() => replay.swap(swap)).toThrow(ReplayError)
})

test('error: so is one that crosses more than there is', () => {
  const ticks = new TickSet(60)
  ticks.addRange(-600, 60, 1_000n)
  const replay = new PoolReplay({ ...start, liquidity: 400n, ticks }, () => undefined)
  const swap = { amounts: [-5n, 1_000n] as const, sqrtPriceX96: Q96 + Q96 / 100n, liquidity: 1_000n, tick: 199 }
  expect(() => replay.swap(swap)).toThrow(ReplayError)
})
