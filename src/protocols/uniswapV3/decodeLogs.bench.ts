import { deepStrictEqual } from 'node:assert/strict'
import { getAddress, parseEventLogs } from 'viem'
import type { AbiEvent, Log } from 'viem'
import { bench, describe } from 'vitest'
import type { RawLog } from '../../chain/chainClient'
import { decodePoolPositionLog, decodePoolPriceLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { encodeLog, eventAbi, eventOf, poolEventAbi } from './testLogs'

const count = 20_000
const addressAt = (index: number) => getAddress(`0x${(0xabc_def + (index % 700)).toString(16).padStart(40, '1')}`)
const valueAt = (index: number) => BigInt(index + 1) * 7_919n * 10n ** 18n
const options = { time: 0, iterations: 2, warmupTime: 0, warmupIterations: 0, throws: true }

/** Logs as a pool and the position manager emit them, in the shares of a busy pool. */
const poolLogs = Array.from({ length: count }, (_, index): RawLog => {
  const range = { owner: addressAt(index), tickLower: -887_220 + index, tickUpper: 60 * (index % 100) }
  const amounts = { amount: valueAt(index), amount0: valueAt(index), amount1: valueAt(2 * index) }
  if (index % 20 === 0) return encodeLog(eventOf(poolEventAbi, 'Mint'), { sender: addressAt(1), ...range, ...amounts })
  if (index % 20 === 1) return encodeLog(eventOf(poolEventAbi, 'Burn'), { ...range, ...amounts })
  return encodeLog(eventOf(poolEventAbi, 'Swap'), {
    sender: addressAt(index),
    recipient: addressAt(index + 1),
    amount0: -valueAt(index),
    amount1: valueAt(index),
    sqrtPriceX96: valueAt(index) * 10n ** 9n,
    liquidity: valueAt(index),
    tick: -200_000 + index,
  })
})
const managerLogs = Array.from({ length: count }, (_, index): RawLog => {
  const amounts = { amount0: valueAt(index), amount1: valueAt(2 * index) }
  const tokenId = BigInt(index)
  if (index % 3 === 0) return encodeLog(eventOf(eventAbi, 'IncreaseLiquidity'), { tokenId, liquidity: 5n, ...amounts })
  if (index % 3 === 1)
    return encodeLog(eventOf(eventAbi, 'Collect'), { tokenId, recipient: addressAt(index), ...amounts })
  return encodeLog(eventOf(eventAbi, 'Transfer'), { tokenId, from: addressAt(index), to: addressAt(index + 1) })
})

function decodeWithViem(abi: readonly AbiEvent[], logs: readonly RawLog[]) {
  return parseEventLogs({ abi, logs: logs as unknown as Log[] })
}

const decodePool = (logs: readonly RawLog[]) => logs.map((log) => decodePoolPositionLog(log) ?? decodePoolPriceLog(log))
const decodeManager = (logs: readonly RawLog[]) => logs.map(decodePositionManagerLog)

type Args = Readonly<Record<string, unknown>>

/** What is used of an event, by the names of the ABI, as viem has decoded it. */
function expectedOf(eventName: string, args: Args): Args {
  const amounts = [args['amount0'], args['amount1']]
  const { owner, tickLower, tickUpper, tokenId, liquidity, from, to, sqrtPriceX96, tick } = args
  switch (eventName) {
    case 'Mint':
    case 'Burn':
      return { type: eventName.toLowerCase(), owner, tickLower, tickUpper, liquidity: args['amount'], amounts }
    case 'Swap':
      return { type: 'swap', sqrtPriceX96, tick }
    case 'IncreaseLiquidity':
      return { type: 'increase', tokenId, liquidity, amounts }
    case 'Collect':
      return { type: 'collect', tokenId, amounts }
    default:
      return { type: 'transfer', tokenId, from, to }
  }
}

const rounds = 9

/** The middle one of how many times faster the first was than the second, each pair measured side by side. */
function measureRatio(fast: () => void, slow: () => void): string {
  const timeOf = (run: () => void) => {
    const startedAt = performance.now()
    run()
    return performance.now() - startedAt
  }
  const ratios = Array.from({ length: rounds }, () => {
    const time = timeOf(fast)
    return timeOf(slow) / time
  }).sort((a, b) => a - b)
  const [least, middle, most] = [ratios[0], ratios[(rounds - 1) / 2], ratios.at(-1)].map((ratio) => ratio?.toFixed(1))
  return `${middle} times faster (${least} to ${most} in ${rounds} rounds)`
}

const subjects = [
  ['a pool', poolLogs, poolEventAbi, decodePool],
  ['the position manager', managerLogs, eventAbi, decodeManager],
] as const

for (const [name, logs, abi, decode] of subjects) {
  // Both must have read the same before their speed is compared.
  const expected = decodeWithViem(abi, logs).map(({ eventName, args }) =>
    expectedOf(eventName, args as unknown as Args),
  )
  deepStrictEqual(decode(logs), expected)
  const ratio = measureRatio(
    () => void decode(logs),
    () => void decodeWithViem(abi, logs),
  )
  console.log(`${count} logs of ${name}: straight from the words ${ratio} than viem's parseEventLogs`)
  describe(`${count} logs of ${name}`, () => {
    bench('straight from the words', () => void decode(logs), options)
    bench("viem's parseEventLogs", () => void decodeWithViem(abi, logs), options)
  })
}
