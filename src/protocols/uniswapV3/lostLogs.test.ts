import { numberToHex, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { ChainClient, RawLog, TransactionReceipt } from '../../chain/chainClient'
import { ethereum } from '../../config/chains/ethereum'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Address, Hex } from '../../domain/primitives'
import { compareWithPool } from './compareWithPool'
import { compareWithReceipts } from './compareWithReceipts'
import { computeFarmLedger } from './computeFarmLedger'
import { computeHistories } from './computeHistories'
import { createNftPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import type { PoolPositionEvent } from './decodePoolLog'
import { findNamedToken, findUntoldLogs } from './findUntoldLogs'
import type { FarmLogs } from './scanFarms'
import { addressOf, encodeLog, eventAbi, eventOf, hashOf, poolEventAbi, stakerEventAbi } from './testLogs'
import type { TestPlace } from './testLogs'

const positionManager = addressOf(5)
const deployment = { positionManager, stakers: [] }
const pool = addressOf(30)
const alice = addressOf(1)
const ticks = { tickLower: -600, tickUpper: 1200 }

const nftLog = (name: string, args: Record<string, unknown>, place: TestPlace) =>
  encodeLog(eventOf(eventAbi, name), args, { address: positionManager, ...place })
const poolLog = (name: string, args: Record<string, unknown>, place: TestPlace) =>
  encodeLog(eventOf(poolEventAbi, name), { ...ticks, owner: positionManager, ...args }, { address: pool, ...place })
const amounts = { amount0: 10n, amount1: 20n }

/** An NFT's life, what the pool logged of it and what the position manager did: a deposit, a collect of fees, all withdrawn, a burn. */
function tellLife(tokenId: bigint, firstBlock = 1): { readonly pool: RawLog[]; readonly manager: RawLog[] } {
  const at = (day: number, index: number): TestPlace => ({ block: firstBlock + day, index })
  return {
    pool: [
      poolLog('Mint', { sender: positionManager, amount: 100n, ...amounts }, at(0, 0)),
      poolLog('Burn', { amount: 0n, amount0: 0n, amount1: 0n }, at(1, 0)),
      poolLog('Collect', { recipient: alice, amount0: 1n, amount1: 1n }, at(1, 1)),
      poolLog('Burn', { amount: 100n, ...amounts }, at(2, 0)),
      poolLog('Collect', { recipient: alice, ...amounts }, at(2, 2)),
    ],
    manager: [
      nftLog('Transfer', { from: zeroAddress, to: alice, tokenId }, at(0, 1)),
      nftLog('IncreaseLiquidity', { tokenId, liquidity: 100n, ...amounts }, at(0, 2)),
      nftLog('Collect', { tokenId, recipient: alice, amount0: 1n, amount1: 1n }, at(1, 2)),
      nftLog('DecreaseLiquidity', { tokenId, liquidity: 100n, ...amounts }, at(2, 1)),
      nftLog('Collect', { tokenId, recipient: alice, ...amounts }, at(2, 3)),
      nftLog('Transfer', { from: alice, to: zeroAddress, tokenId }, at(2, 4)),
    ],
  }
}

/** The history of an NFT as these logs tell it. */
function historyOf(tokenId: bigint, logs: readonly RawLog[]): PositionHistory {
  const isTransfer = ({ topics }: RawLog) => topics.length === 4
  const [history] = computeHistories({
    positions: [createNftPosition(deployment, tokenId, { pool, ...ticks })],
    logs: {
      nftLiquidity: logs.filter((log) => !isTransfer(log)),
      nftTransfers: logs.filter(isTransfer),
      direct: [],
    },
    farmLogs: { deposits: [], stakes: [], incentives: new Map(), claims: [] },
    farms: [],
    refOf: ({ blockNumber, logIndex, transactionHash, timestamp }) => {
      return { blockNumber, logIndex, transactionHash, timestamp: timestamp as number }
    },
  })
  return history as PositionHistory
}

const withEvents = (logs: readonly RawLog[]) =>
  logs.map((log) => ({ log, event: decodePoolPositionLog(log) as PoolPositionEvent }))

function receiptOf(block: number, ...logs: readonly RawLog[]): readonly [Hex, TransactionReceipt] {
  const own = logs.filter(({ blockNumber }) => blockNumber === block).sort((a, b) => a.logIndex - b.logIndex)
  const rest = { from: alice, to: null, succeeded: true, feeWei: 1n, l1FeeMissing: false }
  return [hashOf(block), { transactionHash: hashOf(block), blockNumber: block, ...rest, logs: own }]
}

describe('a life that cannot be whole', () => {
  const { manager } = tellLife(7n)
  const without = (...indexes: readonly number[]) =>
    historyOf(
      7n,
      manager.filter((_, index) => !indexes.includes(index)),
    ).isContradicted

  test('default: a whole one is not contradicted, while it is open neither', () => {
    expect(without()).toBeUndefined()
    expect(without(3, 4, 5)).toBeUndefined()
    expect(without(4, 5)).toBeUndefined()
  })

  test('a mint without its deposit is contradicted, whatever came after it', () => {
    expect(without(1)).toBe(true)
    expect(without(1, 2, 3, 4, 5)).toBe(true)
  })

  test('a burn before everything was withdrawn and paid out is contradicted', () => {
    expect(without(3)).toBe(true)
    expect(without(4)).toBe(true)
    expect(without(3, 4)).toBe(true)
  })

  test('more taken out than put in is contradicted also where the mint is lost', () => {
    expect(without(0, 1)).toBe(true)
  })
})

describe("the pool's own logs bear witness", () => {
  const life = tellLife(7n)

  test('default: every log of the pool is told, a burn of nothing needs no telling', () => {
    expect(findUntoldLogs(withEvents(life.pool), [historyOf(7n, life.manager)])).toEqual([])
  })

  test('a collect of fees that is lost between two known events is found', () => {
    const history = historyOf(
      7n,
      life.manager.filter((_, index) => index !== 2),
    )
    expect(history.isContradicted).toBeUndefined()
    const untold = findUntoldLogs(withEvents(life.pool), [history])
    expect(untold.map(({ event, log }) => [event.type, log.blockNumber])).toEqual([['collect', 2]])
  })

  test('a position that no search found leaves all of its logs untold', () => {
    const untold = findUntoldLogs(withEvents(life.pool), [])
    expect(untold.map(({ event }) => event.type)).toEqual(['mint', 'collect', 'burn', 'collect'])
  })

  test('two positions of one range in one transaction: the one whose log is lost is named, by the receipt', () => {
    const collects = [7n, 8n].flatMap((tokenId, place) => [
      poolLog('Collect', { recipient: alice, ...amounts }, { block: 9, index: place * 2 }),
      nftLog('Collect', { tokenId, recipient: alice, ...amounts }, { block: 9, index: place * 2 + 1 }),
    ])
    const ofPool = withEvents(collects.filter(({ address }) => address === pool))
    const other = historyOf(8n, [...tellLife(8n).manager.slice(0, 2), collects[3] as RawLog])
    const untold = findUntoldLogs(ofPool, [historyOf(7n, life.manager.slice(0, 2)), other])
    expect(untold).toEqual([ofPool[0]])
    const [, receipt] = receiptOf(9, ...collects)
    expect(findNamedToken(deployment, untold[0] as (typeof untold)[number], receipt)).toBe(7n)
    expect(findNamedToken(deployment, untold[0] as (typeof untold)[number], { logs: [] })).toBeNull()
  })
})

describe('receipts bear witness', () => {
  const { pool: ofPool, manager } = tellLife(7n)
  const receipts = new Map([1, 2, 3].map((block) => receiptOf(block, ...ofPool, ...manager)))

  test('default: a history that tells all that the receipts hold stays as it is', () => {
    const history = historyOf(7n, manager)
    expect(compareWithReceipts(deployment, alice, [history], receipts)).toEqual([history])
  })

  test('an event that only the receipt of a known transaction holds contradicts the history', () => {
    const whole = tellLife(7n).manager
    const history = historyOf(
      7n,
      whole.filter((_, index) => index !== 3 && index !== 5),
    )
    expect(history.isContradicted).toBeUndefined()
    const [compared] = compareWithReceipts(deployment, alice, [history], receipts)
    expect(compared?.isContradicted).toBe(true)
  })

  test('a transaction that touched a second position shares its gas with it, also when the log of that is lost', () => {
    const together = nftLog('Collect', { tokenId: 8n, recipient: alice, ...amounts }, { block: 2, index: 5 })
    const second = historyOf(8n, tellLife(8n, 20).manager.slice(0, 2))
    const shared = new Map([receiptOf(2, ...ofPool, ...manager, together)])
    const early = {
      ...second,
      ownerships: second.ownerships.map((one) => ({ ...one, from: { ...one.from, blockNumber: 1 } })),
    }
    const [first, compared] = compareWithReceipts(deployment, alice, [historyOf(7n, manager), early], shared)
    expect(first?.isContradicted).toBeUndefined()
    expect(compared?.isContradicted).toBe(true)
    expect(compared?.touches?.map(({ transactionHash }) => transactionHash)).toEqual([hashOf(2)])
  })

  test('a stake inside of a farm is not missing from a history that begins with an opening', () => {
    const farm = addressOf(6)
    const staked = encodeLog(
      eventOf(stakerEventAbi, 'TokenStaked'),
      { tokenId: 8n, incentiveId: hashOf(77), liquidity: 1n },
      { address: farm, block: 2, index: 5 },
    )
    const shared = new Map([receiptOf(2, ...ofPool, ...manager, staked)])
    const opening = { blockNumber: 0, liquidity: 100n, owed: null, farm }
    const from = { blockNumber: 0, timestamp: 0, logIndex: 0, transactionHash: hashOf(0) }
    const { position } = historyOf(8n, [])
    const whole: PositionHistory = { position, events: [], ownerships: [{ owner: alice, from, to: null }] }
    const first = historyOf(7n, manager)
    const histories = [first, { ...whole, opening }]
    expect(compareWithReceipts({ positionManager, stakers: [farm] }, alice, histories, shared)).toEqual(histories)
    const [, contradicted] = compareWithReceipts({ positionManager, stakers: [farm] }, alice, [first, whole], shared)
    expect(contradicted?.isContradicted).toBe(true)
  })

  test('what happened to a position while it was somebody else’s contradicts nothing', () => {
    const history = historyOf(7n, manager.slice(0, 2))
    expect(compareWithReceipts(deployment, addressOf(2), [history], receipts)).toEqual([history])
  })
})

describe('what is in a farm', () => {
  const farm = addressOf(6)
  const key = { rewardToken: addressOf(40), pool, startTime: 0n, endTime: 9n, refundee: alice }
  const incentiveId = hashOf(77)
  const at = (blockNumber: number): RawLog => {
    return encodeLog(
      eventOf(stakerEventAbi, 'RewardClaimed'),
      { to: alice, reward: 1n },
      { address: farm, block: blockNumber },
    )
  }
  const stake = (block: number, type: 'tokenStaked' | 'tokenUnstaked') => {
    return { type, tokenId: 7n, incentiveId, log: at(block) }
  }
  const move = (block: number, from: Address, to: Address) => {
    return { type: 'depositTransferred' as const, tokenId: 7n, from, to, log: at(block) }
  }
  const whole: FarmLogs = {
    deposits: [move(1, zeroAddress, alice), move(6, alice, zeroAddress)],
    stakes: [stake(2, 'tokenStaked'), stake(3, 'tokenUnstaked'), stake(4, 'tokenStaked'), stake(5, 'tokenUnstaked')],
    incentives: new Map([[incentiveId, key]]),
    claims: [],
  }
  const ledgerOf = (logs: Partial<FarmLogs>) =>
    computeFarmLedger(
      { ...whole, ...logs },
      ({ blockNumber, logIndex, transactionHash }) => ({ blockNumber, timestamp: 0, logIndex, transactionHash }),
      () => true,
    )
  const isContradicted = (logs: Partial<FarmLogs>) => ledgerOf(logs).contradicted.has(7n)

  test('default: deposits and stakes in their order contradict nothing', () => {
    expect(isContradicted({})).toBe(false)
    expect(isContradicted({ deposits: whole.deposits.slice(0, 1), stakes: whole.stakes.slice(0, 3) })).toBe(false)
  })

  test.each([
    ['the deposit', { deposits: whole.deposits.slice(1) }],
    ['a stake', { stakes: whole.stakes.slice(1) }],
    ['an unstaking', { stakes: [0, 2, 3].map((index) => whole.stakes[index] as (typeof whole.stakes)[number]) }],
    ['the last unstaking', { stakes: whole.stakes.slice(0, 3) }],
    ['the incentive', { incentives: new Map<Hex, typeof key>() }],
  ])('%s that is lost contradicts the position', (_, logs) => {
    expect(isContradicted(logs)).toBe(true)
  })

  test('a claim whose token is not known stands as an event of unknown amount, and is said', () => {
    const claimOf = (token: Address | null) => {
      return { type: 'rewardClaimed' as const, to: alice, amount: 5n, token, log: at(4) }
    }
    const { claims, missing } = ledgerOf({ claims: [claimOf(null)] })
    expect(claims.get(7n)).toMatchObject([{ type: 'claimReward', token: null, amount: null, blockNumber: 4 }])
    expect(missing.get(7n)).toHaveLength(1)
    const known = ledgerOf({ claims: [claimOf(key.rewardToken)] })
    expect(known.claims.get(7n)).toMatchObject([{ token: key.rewardToken, amount: 5n }])
  })
})

describe('histories of a search, compared with the logs of their pool', () => {
  const life = tellLife(7n)
  const other = tellLife(8n, 11)
  const isCollectOfFees = ({ blockNumber, logIndex }: RawLog) => blockNumber === 2 && logIndex === 2
  const whole = historyOf(7n, life.manager)
  const short = historyOf(
    7n,
    life.manager.filter((log) => !isCollectOfFees(log)),
  )
  const somePool: Pool = {
    chainId: 1,
    protocol: 'uniswap-v3',
    address: pool,
    token0: { address: addressOf(11), symbol: 'A', decimals: 18 },
    token1: { address: addressOf(12), symbol: 'B', decimals: 18 },
    feePpm: 500,
    tickSpacing: 10,
  }
  const range = { fromBlock: 1, toBlock: 20 }
  const compare = (
    client: ChainClient,
    histories: readonly PositionHistory[],
    others: readonly PositionHistory[] = [],
  ) => compareWithPool(client, deployment, somePool, { histories, others }, range)

  test('default: whole ones stay as they are, and no receipt is read', async () => {
    const { client, receipts } = createNode(life.pool, [])
    expect(await compare(client, [whole])).toEqual([whole])
    expect(receipts).toEqual([])
  })

  test('one that lacks a collect is contradicted, by the receipt', async () => {
    const { client } = createNode(life.pool, life.manager)
    expect(await compare(client, [short])).toEqual([{ ...short, isContradicted: true }])
  })

  test('behavior: what happened to others in the same range contradicts nothing', async () => {
    const { client, receipts } = createNode([...life.pool, ...other.pool], [...life.manager, ...other.manager])
    expect(await compare(client, [whole])).toEqual([whole])
    expect(receipts.length).toBe(3)
    const known = createNode([...life.pool, ...other.pool], [])
    expect(await compare(known.client, [whole], [historyOf(8n, other.manager)])).toEqual([whole])
    expect(known.receipts).toEqual([])
  })

  test('behavior: where no receipt names the position it is said', async () => {
    const { client } = createNode(life.pool, [])
    const [history] = await compare(client, [short])
    expect(history?.isContradicted).toBeUndefined()
    expect(history?.missing).toMatchObject([{ what: `Positions that the transaction ${hashOf(2)} collected from` }])
  })
})

/** A node that gives these logs of a pool, and receipts that hold these of the position manager. */
function createNode(poolLogs: readonly RawLog[], managerLogs: readonly RawLog[]) {
  const receipts: Hex[] = []
  const encode = ({ blockNumber, logIndex, timestamp, ...log }: RawLog) => ({
    ...log,
    blockNumber: numberToHex(blockNumber),
    logIndex: numberToHex(logIndex),
    blockTimestamp: timestamp === null ? undefined : numberToHex(timestamp),
    removed: false,
  })
  const client: ChainClient = {
    config: ethereum,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (method, params) => {
      if (method === 'eth_getLogs') return poolLogs.map(encode)
      const hash = params[0] as Hex
      receipts.push(hash)
      const own = managerLogs.filter(({ transactionHash }) => transactionHash === hash)
      const all = poolLogs.filter(({ transactionHash }) => transactionHash === hash)
      if (own.length === 0) return null
      const logs = [...own, ...all].sort((a, b) => a.logIndex - b.logIndex).map(encode)
      const block = own[0] as RawLog
      return {
        transactionHash: hash,
        blockNumber: numberToHex(block.blockNumber),
        from: alice,
        to: null,
        status: '0x1',
        gasUsed: '0x1',
        effectiveGasPrice: '0x1',
        logs,
      }
    },
  }
  return { client, receipts }
}
