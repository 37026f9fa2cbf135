import { decodeEventLog } from 'viem'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { hasSharedData, readSharedData } from '../../../e2e/replay/records/sharedData'
import type { RawLog, TransactionReceipt } from '../../chain/chainClient'
import { ethereum } from '../../config/chains/ethereum'
import type { PositionHistory } from '../../domain/ledger'
import type { Address } from '../../domain/primitives'
import { createNftPosition } from './createPosition'
import { decodePoolPositionLog, decodePoolPriceLog } from './decodePoolLog'
import type { PoolPositionEvent } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { groupBy } from './groupBy'
import { matchMints } from './holders'
import { replacePayouts } from './payouts'
import { eventAbi, poolEventAbi } from './testLogs'

const folder = 'usdc-weth-500-2024-01-05'
const pool: Address = '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'
const [deployment] = ethereum.deployments
if (deployment === undefined) throw new Error('Ethereum has no deployment.')
const { positionManager } = deployment

const rowPattern = /^(\d+),([^,]*),(0x[\da-f]{64}),\d+,(\d+),"\[(.*)\]",(0x[\da-f]*)$/

function readLogs(file: string, address: Address): readonly RawLog[] {
  const [, ...rows] = readSharedData(`${folder}/${file}`).trim().split(/\r?\n/)
  return rows.map((row) => {
    const [, blockNumber, , transactionHash, logIndex, topics, data] = rowPattern.exec(row) ?? []
    if (blockNumber === undefined || topics === undefined) throw new Error(`Unreadable row: ${row.slice(0, 100)}`)
    return {
      address,
      topics: [...topics.matchAll(/0x[\da-f]{64}/g)].map(([topic]) => topic as Hex),
      data: data as Hex,
      blockNumber: Number(blockNumber),
      blockHash: '0x',
      logIndex: Number(logIndex),
      transactionHash: transactionHash as Hex,
      timestamp: null,
    }
  })
}

/** A peer's reading of the same day: rows by their column names. */
function readPeerRows(): readonly Readonly<Record<string, string>>[] {
  const [header, ...rows] = readSharedData(`${folder}/peer-positions.csv`).trim().split(/\r?\n/)
  const names = (header as string).split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, index) => [names[index] as string, value])))
}

describe.skipIf(!hasSharedData(folder))('one real day of USDC/WETH 0.05 % on Ethereum', () => {
  const poolLogs = hasSharedData(folder) ? readLogs('pool-logs.csv', pool) : []
  const managerLogs = hasSharedData(folder) ? readLogs('position-manager-logs.csv', positionManager) : []
  const mints = poolLogs.flatMap((log) => {
    const event = decodePoolPositionLog(log)
    return event?.type === 'mint' ? [{ log, event }] : []
  })
  const isNft = ({ event }: { event: PoolPositionEvent }) => event.owner === positionManager

  test('every log is decoded as viem decodes it', () => {
    expect(poolLogs).toHaveLength(6_234)
    for (const log of poolLogs) {
      const { args } = decodeEventLog({ abi: poolEventAbi, topics: log.topics as [Hex, ...Hex[]], data: log.data })
      const event = decodePoolPositionLog(log) ?? decodePoolPriceLog(log)
      if (event === null) throw new Error('Not decoded.')
      if ('sqrtPriceX96' in event) {
        expect(args).toMatchObject({ sqrtPriceX96: event.sqrtPriceX96, tick: event.tick })
      } else {
        const { owner, tickLower, tickUpper, amounts } = event
        expect(args).toMatchObject({ owner, tickLower, tickUpper, amount0: amounts[0], amount1: amounts[1] })
      }
    }
    for (const log of managerLogs) {
      const { args } = decodeEventLog({ abi: eventAbi, topics: log.topics as [Hex, ...Hex[]], data: log.data })
      const event = decodePositionManagerLog(log)
      if (event === null || event.type === 'transfer') throw new Error('Not decoded.')
      const { tokenId, amounts } = event
      expect(args).toMatchObject({ tokenId, amount0: amounts[0], amount1: amounts[1] })
    }
  }, 30_000)

  test("the NFT behind each of the pool's mints is the one that the peer found", () => {
    const positions = matchMints(deployment, { address: pool }, mints.filter(isNft), managerLogs)
    expect(positions).toHaveLength(mints.filter(isNft).length)
    const peerIds = readPeerRows()
      .filter(({ tx_type, position_id }) => tx_type === 'MINT' && /^\d+$/.test(position_id as string))
      .map(({ position_id }) => position_id)
    expect(peerIds.length).toBeGreaterThan(0)
    expect(positions.map(({ id }) => id).sort()).toEqual([...peerIds].sort())
  })

  test('each collect of an NFT finds what the pool paid, never more than was asked for and at most 2 units less', () => {
    const receipts = new Map<Hex, TransactionReceipt>()
    const logsByHash = groupBy(
      [...poolLogs, ...managerLogs].sort((a, b) => a.logIndex - b.logIndex),
      (log) => log.transactionHash,
    )
    for (const [transactionHash, logs] of logsByHash) {
      const { blockNumber } = logs[0] as RawLog
      const rest = { from: pool, to: null, succeeded: true, feeWei: 0n, l1FeeMissing: false }
      receipts.set(transactionHash, { transactionHash, blockNumber, logs, ...rest })
    }
    let compared = 0
    for (const poolLog of poolLogs) {
      const paid = decodePoolPositionLog(poolLog)
      if (paid?.type !== 'collect' || !isNft({ event: paid })) continue
      const logs = receipts.get(poolLog.transactionHash)?.logs ?? []
      const managerLog = logs.find(
        ({ address, logIndex }) => address === positionManager && logIndex > poolLog.logIndex,
      )
      const asked = managerLog ? decodePositionManagerLog(managerLog) : null
      if (!managerLog || asked?.type !== 'collect') throw new Error('A collect without a request.')
      const position = createNftPosition(deployment, asked.tokenId, { pool, ...paid })
      const { blockNumber, logIndex, transactionHash } = managerLog
      const ref = { blockNumber, logIndex, transactionHash, timestamp: 0, positionId: position.id }
      const history: PositionHistory = {
        position,
        events: [{ ...ref, type: 'collect', amounts: asked.amounts }],
        ownerships: [],
      }
      const [replaced] = replacePayouts(deployment, [history], receipts)
      expect(replaced).toMatchObject({ events: [{ amounts: paid.amounts }] })
      expect(replaced?.missing).toBeUndefined()
      for (const index of [0, 1] as const) {
        const difference = asked.amounts[index] - paid.amounts[index]
        expect(difference).toBeGreaterThanOrEqual(0n)
        expect(difference).toBeLessThanOrEqual(2n)
      }
      compared++
    }
    expect(compared).toBeGreaterThan(20)
  })
})
