import { zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { RawLog, TransactionReceipt } from '../../chain/chainClient'
import type { PositionHistory } from '../../domain/ledger'
import { InconsistentDataError } from '../../errors'
import { computeHistories } from './computeHistories'
import { convertDirectLogs, convertNftLogs } from './convertPositionLogs'
import { createDirectPosition, createNftPosition, createUnplacedPosition } from './createPosition'
import { findMintedPosition } from './findMintedPosition'
import { computeNeighbourRanges } from './fetchManagerLogs'
import { matchMints } from './holders'
import { decodePoolPositionLog } from './decodePoolLog'
import type { PoolPositionEvent } from './decodePoolLog'
import { replacePayouts } from './payouts'
import { computeOwnedTokens } from './scanOwnerLogs'
import { addressOf, encodeLog, eventAbi, eventOf, hashOf, poolEventAbi, stakerEventAbi } from './testLogs'
import type { TestPlace } from './testLogs'
import { findTouchedPositions } from './touchedPositions'

const positionManager = addressOf(5)
const farm = addressOf(6)
const deployment = { positionManager, stakers: [farm] }
const pool = addressOf(30)
const otherPool = addressOf(31)
const alice = addressOf(1)
const vault = addressOf(2)
const ticks = { tickLower: -600, tickUpper: 1200 }

const nftLog = (name: string, args: Record<string, unknown>, place: TestPlace = {}) =>
  encodeLog(eventOf(eventAbi, name), args, { address: positionManager, ...place })
const poolLog = (name: string, args: Record<string, unknown>, place: TestPlace = {}) =>
  encodeLog(eventOf(poolEventAbi, name), { ...ticks, ...args }, { address: pool, ...place })

const transfer = (from: string, to: string, tokenId: bigint, place?: TestPlace) =>
  nftLog('Transfer', { from, to, tokenId }, place)
const increase = (tokenId: bigint, liquidity: bigint, amounts: [bigint, bigint], place?: TestPlace) =>
  nftLog('IncreaseLiquidity', { tokenId, liquidity, amount0: amounts[0], amount1: amounts[1] }, place)
const poolMint = (owner: string, liquidity: bigint, amounts: [bigint, bigint], place?: TestPlace) =>
  poolLog('Mint', { sender: owner, owner, amount: liquidity, amount0: amounts[0], amount1: amounts[1] }, place)
const poolBurn = (owner: string, liquidity: bigint, amounts: [bigint, bigint], place?: TestPlace) =>
  poolLog('Burn', { owner, amount: liquidity, amount0: amounts[0], amount1: amounts[1] }, place)
const poolCollect = (owner: string, amounts: [bigint, bigint], place?: TestPlace) =>
  poolLog('Collect', { owner, recipient: alice, amount0: amounts[0], amount1: amounts[1] }, place)
const nftCollect = (tokenId: bigint, amounts: [bigint, bigint], place?: TestPlace) =>
  nftLog('Collect', { tokenId, recipient: alice, amount0: amounts[0], amount1: amounts[1] }, place)

const refOf = ({ blockNumber, logIndex, transactionHash, timestamp }: RawLog) => {
  return { blockNumber, logIndex, transactionHash, timestamp: timestamp as number }
}

function receiptOf(...logs: readonly RawLog[]): TransactionReceipt {
  const transactionHash = logs[0]?.transactionHash ?? hashOf(1)
  return {
    transactionHash,
    blockNumber: 1,
    from: alice,
    to: null,
    succeeded: true,
    feeWei: 1n,
    l1FeeMissing: false,
    logs,
  }
}

describe('ledger events', () => {
  test('of an NFT', () => {
    const logs = [
      increase(7n, 100n, [1n, 2n], { block: 1 }),
      nftLog('DecreaseLiquidity', { tokenId: 7n, liquidity: 40n, amount0: 3n, amount1: 4n }, { block: 2 }),
      nftCollect(7n, [5n, 6n], { block: 3 }),
    ]
    expect(convertNftLogs('7', logs, refOf)).toMatchObject([
      {
        type: 'deposit',
        positionId: '7',
        liquidity: 100n,
        amounts: [1n, 2n],
        blockNumber: 1,
        timestamp: 1_600_000_012,
      },
      { type: 'withdraw', liquidity: 40n, amounts: [3n, 4n] },
      { type: 'collect', amounts: [5n, 6n] },
    ])
  })

  test('a change of no liquidity is no event, a collect of nothing is one', () => {
    const logs = [
      nftLog('DecreaseLiquidity', { tokenId: 7n, liquidity: 0n, amount0: 0n, amount1: 0n }, { block: 1 }),
      nftCollect(7n, [0n, 0n], { block: 2 }),
    ]
    expect(convertNftLogs('7', logs, refOf)).toMatchObject([{ type: 'collect', amounts: [0n, 0n], blockNumber: 2 }])
  })

  test('of direct liquidity, without burns of nothing', () => {
    const logs = [
      poolMint(vault, 100n, [1n, 2n], { block: 1 }),
      poolBurn(vault, 0n, [0n, 0n], { block: 2, index: 0 }),
      poolCollect(vault, [5n, 6n], { block: 2, index: 1 }),
      poolBurn(vault, 0n, [0n, 0n], { block: 3 }),
      poolBurn(vault, 40n, [3n, 4n], { block: 4 }),
    ]
    expect(convertDirectLogs('x', logs, refOf)).toMatchObject([
      { type: 'deposit', liquidity: 100n, amounts: [1n, 2n], blockNumber: 1 },
      { type: 'collect', amounts: [5n, 6n], blockNumber: 2 },
      { type: 'withdraw', liquidity: 40n, amounts: [3n, 4n], blockNumber: 4 },
    ])
  })

  test('transactions that touched a position and that no event tells of are kept for their gas', () => {
    const position = createDirectPosition({ pool, poolOwner: vault, ...ticks })
    const nft = createNftPosition(deployment, 7n, { pool, ...ticks })
    const [direct, burned] = computeHistories({
      positions: [position, nft],
      logs: {
        direct: [
          poolMint(vault, 100n, [1n, 2n], { block: 1 }),
          poolBurn(vault, 0n, [0n, 0n], { block: 2, index: 0 }),
          poolCollect(vault, [5n, 6n], { block: 2, index: 1 }),
          poolBurn(vault, 0n, [0n, 0n], { block: 3 }),
        ],
        nftLiquidity: [increase(7n, 100n, [1n, 2n], { block: 1, index: 1 })],
        nftTransfers: [
          transfer(zeroAddress, alice, 7n, { block: 1, index: 0 }),
          transfer(alice, vault, 7n, { block: 4, index: 0 }),
          transfer(vault, alice, 7n, { block: 4, index: 1 }),
          transfer(alice, zeroAddress, 7n, { block: 5 }),
        ],
      },
      farmLogs: { deposits: [], stakes: [], incentives: new Map(), claims: [] },
      farms: [farm],
      refOf,
    })
    expect(direct?.touches).toEqual([
      { blockNumber: 3, timestamp: 1_600_000_036, logIndex: 0, transactionHash: hashOf(3) },
    ])
    expect(burned?.events.map(({ type }) => type)).toEqual(['deposit'])
    expect(burned?.touches?.map(({ blockNumber, logIndex }) => [blockNumber, logIndex])).toEqual([
      [4, 1],
      [5, 0],
    ])
  })

  test('error: a log that is none of these', () => {
    expect(() => convertNftLogs('7', [transfer(zeroAddress, alice, 7n)], refOf)).toThrow(InconsistentDataError)
    expect(() => convertDirectLogs('x', [increase(7n, 1n, [1n, 1n])], refOf)).toThrow(InconsistentDataError)
  })
})

describe('what a collect really paid', () => {
  const position = createNftPosition(deployment, 7n, { pool, ...ticks })
  const historyOf = (logIndex: number): PositionHistory => {
    const ref = { blockNumber: 1, timestamp: 0, logIndex, transactionHash: hashOf(1) }
    return { position, events: [{ ...ref, type: 'collect', positionId: '7', amounts: [10n, 20n] }], ownerships: [] }
  }
  const amountsAfter = (receipt: TransactionReceipt, logIndex: number) => {
    const [history] = replacePayouts(deployment, [historyOf(logIndex)], new Map([[hashOf(1), receipt]]))
    const [event] = history?.events ?? []
    return { amounts: event?.type === 'collect' ? event.amounts : null, missing: history?.missing?.length ?? 0 }
  }

  test("is the pool's own Collect just before it", () => {
    const receipt = receiptOf(
      poolCollect(positionManager, [10n, 19n], { index: 0 }),
      nftCollect(7n, [10n, 20n], { index: 1 }),
    )
    expect(amountsAfter(receipt, 1)).toEqual({ amounts: [10n, 19n], missing: 0 })
  })

  test('two collects in one transaction keep apart, also in the same range', () => {
    const receipt = receiptOf(
      poolCollect(positionManager, [1n, 1n], { index: 0 }),
      nftCollect(6n, [1n, 1n], { index: 1 }),
      poolCollect(positionManager, [9n, 20n], { index: 2 }),
      poolCollect(positionManager, [3n, 3n], { index: 3, address: otherPool }),
      poolCollect(vault, [4n, 4n], { index: 4 }),
      nftCollect(7n, [10n, 20n], { index: 5 }),
      poolCollect(positionManager, [2n, 2n], { index: 6 }),
      nftCollect(8n, [2n, 2n], { index: 7 }),
    )
    expect(amountsAfter(receipt, 5)).toEqual({ amounts: [9n, 20n], missing: 0 })
  })

  test('logs that a node cut off a receipt are said to be missing, and the request stands', () => {
    expect(amountsAfter(receiptOf(), 1)).toEqual({ amounts: [10n, 20n], missing: 1 })
  })

  test('without a receipt nothing changes', () => {
    expect(replacePayouts(deployment, [historyOf(1)], new Map())).toEqual([historyOf(1)])
  })
})

test('positions that a transaction touched', () => {
  const receipt = receiptOf(
    transfer(zeroAddress, alice, 1n),
    increase(2n, 1n, [1n, 1n]),
    increase(2n, 1n, [1n, 1n]),
    nftCollect(3n, [0n, 0n]),
    encodeLog(eventOf(eventAbi, 'Transfer'), { from: alice, to: vault, tokenId: 4n }, { address: addressOf(99) }),
    encodeLog(
      eventOf(stakerEventAbi, 'DepositTransferred'),
      { tokenId: 5n, oldOwner: alice, newOwner: vault },
      { address: farm },
    ),
    poolBurn(positionManager, 1n, [1n, 1n]),
    poolBurn(vault, 1n, [1n, 1n]),
  )
  const direct = createDirectPosition({ pool, poolOwner: vault, ...ticks }).id
  expect(findTouchedPositions(deployment, receipt)).toEqual(['1', '2', '3', '5', direct])
})

describe('position ids', () => {
  test("a direct position's id says all of it, an NFT's only which one", () => {
    const direct = createDirectPosition({ pool, poolOwner: vault, ...ticks })
    expect(direct.id).toBe(`${pool}-${vault}--600-1200`)
    expect(createUnplacedPosition(deployment, direct.id)).toEqual(direct)
    expect(createUnplacedPosition(deployment, '7')).toMatchObject({ id: '7', kind: 'nft', poolOwner: positionManager })
  })

  test.each(['', 'x', '0x12', '-5', `${pool}-${vault}-1`])('error: %j is none', (id) => {
    expect(() => createUnplacedPosition(deployment, id)).toThrow(InconsistentDataError)
  })
})

describe("the NFT behind a pool's Mint", () => {
  const mintOf = (log: RawLog) => ({ log, event: decodePoolPositionLog(log) as PoolPositionEvent })

  test('is named by the next IncreaseLiquidity of the same transaction', () => {
    const mints = [
      mintOf(poolMint(positionManager, 10n, [1n, 1n], { block: 1, index: 0 })),
      mintOf(poolMint(positionManager, 20n, [2n, 2n], { block: 1, index: 6 })),
      mintOf(poolMint(positionManager, 10n, [1n, 1n], { block: 2, index: 0 })),
    ]
    const increases = [
      increase(9n, 10n, [1n, 1n], { block: 2, index: 2 }),
      increase(7n, 10n, [1n, 1n], { block: 1, index: 2 }),
      increase(100n, 5n, [5n, 5n], { block: 1, index: 4 }),
      increase(8n, 20n, [2n, 2n], { block: 1, index: 8 }),
    ]
    const positions = matchMints(deployment, { address: pool }, mints, increases)
    expect(positions.map(({ id }) => id)).toEqual(['7', '8', '9'])
    expect(positions[0]).toEqual(createNftPosition(deployment, 7n, { pool, ...ticks }))
  })

  test('is missing when the log is not there or speaks of other amounts', () => {
    const mint = mintOf(poolMint(positionManager, 10n, [1n, 1n], { index: 0 }))
    expect(matchMints(deployment, { address: pool }, [mint], [])).toEqual([])
    const other = increase(7n, 11n, [1n, 1n], { index: 1 })
    expect(matchMints(deployment, { address: pool }, [mint], [other])).toEqual([])
  })

  test('tells pool and ticks of a burned NFT from the receipt of its mint', () => {
    const receipt = receiptOf(
      poolMint(positionManager, 5n, [1n, 1n], { address: otherPool, index: 0 }),
      increase(6n, 5n, [1n, 1n], { index: 1 }),
      poolMint(positionManager, 10n, [1n, 1n], { index: 2 }),
      transfer(zeroAddress, alice, 7n, { index: 3 }),
      increase(7n, 10n, [1n, 1n], { index: 4 }),
    )
    expect(findMintedPosition(deployment, 7n, receipt)).toEqual(createNftPosition(deployment, 7n, { pool, ...ticks }))
    expect(findMintedPosition(deployment, 8n, receipt)).toBeNull()
    expect(findMintedPosition(deployment, 7n, receiptOf())).toBeNull()
  })

  test('neighbouring blocks are read together', () => {
    expect(computeNeighbourRanges([])).toEqual([])
    expect(computeNeighbourRanges([5, 5, 9, 17, 26])).toEqual([
      { fromBlock: 5, toBlock: 17 },
      { fromBlock: 26, toBlock: 26 },
    ])
  })
})

test('NFTs of an owner: ever owned, held, minted, burned, given by a deposit, in a farm', () => {
  const transfers = [
    transfer(alice, vault, 3n, { block: 4 }),
    transfer(zeroAddress, alice, 1n, { block: 1 }),
    transfer(vault, alice, 2n, { block: 2 }),
    transfer(zeroAddress, alice, 3n, { block: 3 }),
    transfer(alice, zeroAddress, 1n, { block: 5 }),
    transfer(alice, alice, 2n, { block: 6 }),
  ]
  const deposit = encodeLog(eventOf(stakerEventAbi, 'DepositTransferred'), {
    tokenId: 4n,
    oldOwner: vault,
    newOwner: alice,
  })
  const owned = computeOwnedTokens(alice, { transfers, deposits: [deposit], farmed: [3n, 5n] })
  expect([...owned.everOwned]).toEqual([1n, 2n, 3n, 4n, 5n])
  expect([...owned.held]).toEqual([2n])
  expect(owned.mints).toEqual(
    new Map([
      [1n, hashOf(1)],
      [3n, hashOf(3)],
    ]),
  )
  expect([...owned.burned]).toEqual([1n])
})
