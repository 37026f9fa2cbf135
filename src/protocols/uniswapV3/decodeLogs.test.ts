import fc from 'fast-check'
import { decodeEventLog, getAddress, toEventSelector } from 'viem'
import type { AbiEvent, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { RawLog } from '../../chain/chainClient'
import { decodePoolFeeLog, decodePoolPositionLog, decodePoolPriceLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { computeIncentiveId, decodeStakerLog } from './decodeStakerLog'
import type { IncentiveKey } from './decodeStakerLog'
import { poolTopics, positionManagerTopics, stakerTopics } from './eventTopics'
import { encodeLog, erc20EventAbi, eventAbi, eventOf, poolEventAbi, stakerEventAbi } from './testLogs'

const allEvents: readonly AbiEvent[] = [...eventAbi, ...poolEventAbi, ...stakerEventAbi]

/** Any value of an ABI type, the extremes included. */
function anyOf(type: string): fc.Arbitrary<unknown> {
  if (type === 'address') return fc.bigInt(0n, 2n ** 160n - 1n).map((value) => getAddress(toHexOf(value, 40)))
  if (type === 'bytes32') return fc.bigInt(0n, 2n ** 256n - 1n).map((value) => toHexOf(value, 64))
  const bits = BigInt(type.replace(/\D/g, ''))
  if (type.startsWith('uint')) return fc.bigInt(0n, 2n ** bits - 1n)
  const signed = fc.bigInt(-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n)
  return bits <= 48n ? signed.map(Number) : signed
}

function toHexOf(value: bigint, digits: number): Hex {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

function anyLog(event: AbiEvent): fc.Arbitrary<RawLog> {
  const values = event.inputs.map((input) => anyOf(input.type))
  return fc
    .tuple(...values)
    .map((args) => encodeLog(event, Object.fromEntries(event.inputs.map((input, i) => [input.name, args[i]]))))
}

/** What viem reads from a log, by the names of the ABI. */
function decodeWithViem(abi: readonly AbiEvent[], log: RawLog): Readonly<Record<string, unknown>> {
  const { args } = decodeEventLog({ abi, topics: log.topics as [Hex, ...Hex[]], data: log.data })
  return args as unknown as Record<string, unknown>
}

function forEveryLog(
  abi: readonly AbiEvent[],
  name: string,
  check: (log: RawLog, args: Record<string, never>) => void,
) {
  const event = eventOf(abi, name)
  fc.assert(fc.property(anyLog(event), (log) => check(log, decodeWithViem([event], log) as Record<string, never>)))
}

test("topics are the hashes of the events' signatures", () => {
  const selectors = new Set(allEvents.map((event) => toEventSelector(event)))
  const { approval, approvalForAll, ...managerTopics } = positionManagerTopics
  const topics = [managerTopics, poolTopics, stakerTopics].flatMap((group) => Object.values(group))
  expect(new Set(topics)).toEqual(selectors)
  expect(approval).toBe(toEventSelector('event Approval(address,address,uint256)'))
  expect(approvalForAll).toBe(toEventSelector('event ApprovalForAll(address,address,bool)'))
})

describe('position manager, on random logs, as viem decodes them', () => {
  test.each([
    ['IncreaseLiquidity', 'increase'],
    ['DecreaseLiquidity', 'decrease'],
  ] as const)('%s', (name, type) => {
    forEveryLog(eventAbi, name, (log, { tokenId, liquidity, amount0, amount1 }) => {
      expect(decodePositionManagerLog(log)).toEqual({ type, tokenId, liquidity, amounts: [amount0, amount1] })
    })
  })

  test('Collect', () => {
    forEveryLog(eventAbi, 'Collect', (log, { tokenId, amount0, amount1 }) => {
      expect(decodePositionManagerLog(log)).toEqual({ type: 'collect', tokenId, amounts: [amount0, amount1] })
    })
  })

  test('Transfer', () => {
    forEveryLog(eventAbi, 'Transfer', (log, { tokenId, from, to }) => {
      expect(decodePositionManagerLog(log)).toEqual({ type: 'transfer', tokenId, from, to })
    })
  })

  test("an ERC-20's Transfer, which has the same topic, is none of them", () => {
    fc.assert(
      fc.property(anyLog(erc20EventAbi[0]), (log) => {
        expect(decodePositionManagerLog(log)).toBeNull()
      }),
    )
  })
})

describe('pool, on random logs, as viem decodes them', () => {
  test.each([
    ['Mint', 'mint'],
    ['Burn', 'burn'],
  ] as const)('%s', (name, type) => {
    forEveryLog(poolEventAbi, name, (log, { owner, tickLower, tickUpper, amount, amount0, amount1 }) => {
      const amounts = [amount0, amount1]
      expect(decodePoolPositionLog(log)).toEqual({ type, owner, tickLower, tickUpper, liquidity: amount, amounts })
    })
  })

  test('Collect', () => {
    forEveryLog(poolEventAbi, 'Collect', (log, { owner, tickLower, tickUpper, amount0, amount1 }) => {
      const amounts = [amount0, amount1]
      expect(decodePoolPositionLog(log)).toEqual({ type: 'collect', owner, tickLower, tickUpper, amounts })
    })
  })

  test('Swap', () => {
    forEveryLog(poolEventAbi, 'Swap', (log, { sqrtPriceX96, tick }) => {
      expect(decodePoolPriceLog(log)).toEqual({ type: 'swap', sqrtPriceX96, tick })
    })
    forEveryLog(poolEventAbi, 'Swap', (log, { amount0, amount1, sqrtPriceX96, liquidity, tick }) => {
      const amounts = [amount0, amount1]
      expect(decodePoolFeeLog(log)).toEqual({ type: 'swap', amounts, sqrtPriceX96, liquidity, tick })
    })
  })

  test('Flash', () => {
    forEveryLog(poolEventAbi, 'Flash', (log, { paid0, paid1 }) => {
      expect(decodePoolFeeLog(log)).toEqual({ type: 'flash', paid: [paid0, paid1] })
    })
  })

  test('SetFeeProtocol: both shares in one number, as the pool keeps them', () => {
    const event = eventOf(poolEventAbi, 'SetFeeProtocol')
    const log = encodeLog(event, { feeProtocol0Old: 0, feeProtocol1Old: 4, feeProtocol0New: 10, feeProtocol1New: 7 })
    expect(decodePoolFeeLog(log)).toEqual({ type: 'setFeeProtocol', before: 0x40, after: 0x7a })
  })

  test('Initialize', () => {
    forEveryLog(poolEventAbi, 'Initialize', (log, { sqrtPriceX96, tick }) => {
      expect(decodePoolPriceLog(log)).toEqual({ type: 'initialize', sqrtPriceX96, tick })
    })
  })
})

describe('staker, on random logs, as viem decodes them', () => {
  test('DepositTransferred', () => {
    forEveryLog(stakerEventAbi, 'DepositTransferred', (log, { tokenId, oldOwner, newOwner }) => {
      expect(decodeStakerLog(log)).toEqual({ type: 'depositTransferred', tokenId, from: oldOwner, to: newOwner })
    })
  })

  test.each([
    ['TokenStaked', 'tokenStaked'],
    ['TokenUnstaked', 'tokenUnstaked'],
  ] as const)('%s', (name, type) => {
    forEveryLog(stakerEventAbi, name, (log, { tokenId, incentiveId }) => {
      expect(decodeStakerLog(log)).toEqual({ type, tokenId, incentiveId })
    })
  })

  test('RewardClaimed', () => {
    forEveryLog(stakerEventAbi, 'RewardClaimed', (log, { to, reward }) => {
      expect(decodeStakerLog(log)).toEqual({ type: 'rewardClaimed', to, amount: reward })
    })
  })

  test('IncentiveCreated, with the id that follows from its key', () => {
    forEveryLog(stakerEventAbi, 'IncentiveCreated', (log, { rewardToken, pool, startTime, endTime, refundee }) => {
      const key = { rewardToken, pool, startTime, endTime, refundee } as unknown as IncentiveKey
      expect(decodeStakerLog(log)).toEqual({ type: 'incentiveCreated', incentiveId: computeIncentiveId(key), key })
    })
  })
})

test('a log with the right topic and another shape is none of the events', () => {
  const decoders = [
    decodePositionManagerLog,
    decodePoolPositionLog,
    decodePoolPriceLog,
    decodePoolFeeLog,
    decodeStakerLog,
  ]
  for (const event of allEvents) {
    fc.assert(
      fc.property(anyLog(event), (log) => {
        const cut: RawLog = log.data === '0x' ? { ...log, topics: log.topics.slice(0, -1) } : { ...log, data: '0x' }
        const longer: RawLog = { ...log, data: `${log.data}${'00'.repeat(32)}` }
        for (const decode of decoders) {
          expect(decode(cut)).toBeNull()
          expect(decode(longer)).toBeNull()
        }
      }),
      { numRuns: 10 },
    )
  }
})
