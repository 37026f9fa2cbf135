import { beforeAll, describe, expect, test } from 'vitest'
import { shareReplica } from '../../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../../e2e/devnet/stories/retailNextToWhaleCast'
import type { ChainClient } from '../../chain/chainClient'
import type { Pool } from '../../domain/pool'
import type { Hex } from '../../domain/primitives'
import { InconsistentDataError, LogScanError } from '../../errors'
import type { ProtocolAdapter } from '../adapter'
import { positionManagerTopics, stakerTopics } from './eventTopics'
import { formatUintTopic } from './logWords'
import { deploymentOf, openTestChain } from './testChain'
import { createUniswapV3Adapter } from './uniswapV3Adapter'

/** A log as the node gives it. */
interface NodeLog {
  readonly topics: readonly Hex[]
  readonly transactionHash: Hex
}

let replica: SharedReplica<RetailNextToWhaleCast>
let cast: RetailNextToWhaleCast
let chain: ChainClient
let adapter: ProtocolAdapter
let latestBlock: number

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  cast = replica.cast
  chain = await openTestChain(replica.rpcUrl, 1)
  adapter = createUniswapV3Adapter(deploymentOf(chain))
  latestBlock = Number(await replica.client.getBlockNumber())
})

/** The same chain behind an endpoint that keeps some logs to itself and answers as if there were none. */
function withoutLogs(isHidden: (log: NodeLog) => boolean): ChainClient {
  return {
    ...chain,
    memo: new Map(),
    request: async (method, params) => {
      const answer = await chain.request(method, params)
      return method === 'eth_getLogs' ? (answer as NodeLog[]).filter((log) => !isHidden(log)) : answer
    },
  }
}

const isTransfer = ({ topics }: NodeLog) => topics[0] === positionManagerTopics.transfer
const isOf = (tokenId: bigint, index: number) => (log: NodeLog) => log.topics[index] === formatUintTopic(tokenId)

describe('a short answer is not taken for the whole', () => {
  test('promise 9: a position whose transfers are hidden is found by the index, and its history is said to be missing', async () => {
    const client = withoutLogs((log) => isTransfer(log) && isOf(cast.positions.open, 3)(log))
    const { positions, missing } = await adapter.discover(client, cast.retail, latestBlock)
    expect(positions.map(({ id }) => id)).toContain(String(cast.positions.open))
    expect(missing).toHaveLength(1)
    expect(missing[0]?.what).toContain(String(cast.positions.open))
    const [history] = await adapter.history(
      client,
      positions.filter(({ id }) => id === String(cast.positions.open)),
      {
        fromBlock: 0,
        toBlock: latestBlock,
      },
    )
    expect(history?.missing?.[0]?.what).toBe(`Owners of position ${cast.positions.open}`)
  })

  test('promise 9: a transfer away that is hidden contradicts the index', async () => {
    const client = withoutLogs((log) => isTransfer(log) && log.transactionHash === cast.transactions.transferOut)
    const { missing } = await adapter.discover(client, cast.retail, latestBlock)
    expect(missing).toHaveLength(1)
    expect(missing[0]?.what).toContain(String(cast.positions.transferredOut))
  })

  test('promise 9: a hidden deposit shows when more is taken out than was put in', async () => {
    const { burned } = cast.positions
    const client = withoutLogs(
      (log) => log.topics[0] === positionManagerTopics.increaseLiquidity && isOf(burned, 1)(log),
    )
    const range = { fromBlock: 0, toBlock: latestBlock }
    const [history] = await adapter.history(client, [adapter.unplacedPosition(String(burned))], range)
    expect(history?.missing).toMatchObject([{ what: `Deposits of position ${burned}` }])
  })

  test("a pool's mint whose position cannot be named is said to be missing", async () => {
    const pool = (await adapter.pool(chain, cast.pools.usdcWeth500, latestBlock)) as Pool
    const hidden = cast.transactions.jitMint
    const isIncrease = ({ topics }: NodeLog) => topics[0] === positionManagerTopics.increaseLiquidity
    const short = withoutLogs((log) => isIncrease(log) && log.transactionHash === hidden)
    const client: ChainClient = {
      ...short,
      request: async (method, params) =>
        method === 'eth_getTransactionReceipt' && params[0] === hidden ? null : short.request(method, params),
    }
    const holders = await adapter.holders(client, pool, { fromBlock: 0, toBlock: latestBlock })
    expect(holders.missing).toHaveLength(1)
    expect(holders.missing[0]?.what).toContain(hidden)
  })

  test("promise 9: a farm's payment whose log is hidden is found by what the token itself logged", async () => {
    const position = [adapter.unplacedPosition(String(cast.positions.staked))]
    const range = { fromBlock: 0, toBlock: latestBlock }
    const sound = await adapter.history({ ...chain, memo: new Map() }, position, range)
    expect(sound[0]?.events.map(({ type }) => type)).toContain('claimReward')
    const client = withoutLogs(({ topics }) => topics[0] === stakerTopics.rewardClaimed)
    expect(await adapter.history(client, position, range)).toEqual(sound)
  })

  test('promise 9: a farm that counts another stake than its logs tell contradicts them', async () => {
    const position = [adapter.unplacedPosition(String(cast.positions.staked))]
    let stakes = 0
    const client = withoutLogs(({ topics }) => topics[0] === stakerTopics.tokenStaked && ++stakes % 2 === 0)
    const histories = await adapter.history(client, position, { fromBlock: 0, toBlock: latestBlock })
    await expect(adapter.claimableRewards(client, cast.retail, histories, latestBlock)).rejects.toThrow(
      InconsistentDataError,
    )
  })

  test('promise 9: a position of which every log of the position manager is hidden is found by the logs of its pool', async () => {
    const pool = (await adapter.pool(chain, cast.pools.usdcWeth500, latestBlock)) as Pool
    const { burned } = cast.positions
    const client = withoutLogs((log) => isOf(burned, 1)(log) || isOf(burned, 3)(log))
    const { histories, missing } = await adapter.holders(client, pool, { fromBlock: 0, toBlock: latestBlock })
    expect(missing).toEqual([])
    expect(histories.filter(({ isContradicted }) => isContradicted).map(({ position }) => position.id)).toEqual([
      String(burned),
    ])
  })

  test('a burned position whose receipt is pruned is said to be missing', async () => {
    const client: ChainClient = {
      ...chain,
      memo: new Map(),
      request: async (method, params) =>
        method === 'eth_getTransactionReceipt' ? null : chain.request(method, params),
    }
    const { positions, missing } = await adapter.discover(client, cast.retail, latestBlock)
    expect(positions.map(({ id }) => id)).not.toContain(String(cast.positions.burned))
    expect(missing).toMatchObject([{ what: `Position ${cast.positions.burned}` }])
  })
})

test('an endpoint that refuses to search all addresses still gives a contract its NFTs, and says what it did not give', async () => {
  const client: ChainClient = {
    ...chain,
    memo: new Map(),
    request: async (method, params) => {
      const [filter] = params as readonly { readonly address?: unknown }[]
      if (method === 'eth_getLogs' && !filter?.address) throw new LogScanError('test', 0, 1)
      return chain.request(method, params)
    },
  }
  const { positions, missing } = await adapter.discover(client, cast.smartAccount, latestBlock)
  expect(positions.map(({ id }) => id)).toEqual([String(cast.smartAccountPosition)])
  expect(missing).toMatchObject([{ what: 'Liquidity that this contract holds in pools without an NFT' }])
})

test('a position manager that is not there: no positions, and what other contracts say of some cannot be checked', async () => {
  const elsewhere = createUniswapV3Adapter({ ...deploymentOf(chain), positionManager: cast.keeper })
  expect(await elsewhere.discover(chain, cast.whale, latestBlock)).toMatchObject({
    pools: [],
    positions: [],
    histories: [],
    missing: [],
  })
  const { positions, missing } = await elsewhere.discover(chain, cast.retail, latestBlock)
  expect(positions).toEqual([])
  expect(missing.map(({ what }) => what)).toEqual([
    `Position ${cast.positions.staked}`,
    'Proof that all positions were found',
  ])
})

test("a wrong code hash in a custom deployment: the positions' pools do not answer, and that is said", async () => {
  const deployment = { ...deploymentOf(chain), poolInitCodeHash: `0x${'11'.repeat(32)}` as const }
  const { pools, positions, missing } = await createUniswapV3Adapter(deployment).discover(
    chain,
    cast.retail,
    latestBlock,
  )
  expect(pools).toEqual([])
  expect(positions).toEqual([])
  expect(missing).toHaveLength(Object.keys(cast.positions).length)
})
