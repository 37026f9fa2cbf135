import { encodeAbiParameters, parseEther, toEventSelector } from 'viem'
import type { Address, Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDevnetClient, requestRaw } from '../../e2e/devnet/devnetClient'
import type { DevnetClient } from '../../e2e/devnet/devnetClient'
import { startAnvil } from '../../e2e/devnet/startAnvil'
import type { DevnetNode } from '../../e2e/devnet/startAnvil'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { findChain } from '../config/chains'
import { RpcUnreachableError } from '../errors'
import type { ChainClient } from './chainClient'
import { createChainClient } from './createChainClient'
import { fetchBlock } from './fetchBlock'
import { fetchReceipts } from './fetchReceipts'
import { fetchTimestamps } from './fetchTimestamps'
import { scanLogs } from './scanLogs'

/** Logs each call: its data under one topic, without a word of its own. */
const logger: Address = '0x0000000000000000000000000000000000002001'
const topic = toEventSelector('event Called(uint256)')
const loggerCode: Hex = `0x602060006000376020600060008037${`7f${topic.slice(2)}`}60206000a100`

const sender: Address = '0x0000000000000000000000000000000000002002'
const transactionCount = 60

let anvil: DevnetNode
let proxy: RpcProxy
let devnet: DevnetClient
let client: ChainClient
const hashes: Hex[] = []
const blocks: number[] = []
let spentWei = 0n

beforeAll(async () => {
  anvil = await startAnvil({ chainId: 8453 })
  devnet = createDevnetClient(anvil.rpcUrl, 8453)
  await requestRaw(devnet, 'anvil_setCode', [logger, loggerCode])
  await devnet.setBalance({ address: sender, value: parseEther('10') })
  await devnet.setBalance({ address: logger, value: 0n })
  for (let index = 0; index < transactionCount; index++) {
    await devnet.setNextBlockBaseFeePerGas({ baseFeePerGas: BigInt(1_000_000_000 + 7_777_777 * index) })
    const data = encodeAbiParameters([{ type: 'uint256' }], [BigInt(index)])
    const transaction = {
      from: sender,
      to: logger,
      data,
      gas: '0x30d40',
      maxFeePerGas: '0x174876e800',
      maxPriorityFeePerGas: `0x${(1_000_000 * (index + 1)).toString(16)}`,
    }
    hashes.push(await requestRaw<Hex>(devnet, 'eth_sendTransaction', [transaction]))
    await devnet.mine({ blocks: 1 + (index % 7) })
    blocks.push(Number((await devnet.getTransactionReceipt({ hash: hashes.at(-1) as Hex })).blockNumber))
  }
  spentWei = parseEther('10') - (await devnet.getBalance({ address: sender }))
  proxy = await startRpcProxy(anvil.rpcUrl)
})

beforeEach(async () => {
  const config = findChain(8453)
  if (!config) throw new Error('Base is not configured.')
  const { signal } = new AbortController()
  proxy.use({})
  client = await createChainClient({ config, rpcUrls: [proxy.url], signal, onProgress: () => undefined })
  proxy.reset()
})

afterAll(async () => {
  await proxy?.stop()
  await anvil?.stop()
})

describe('fetchReceipts', () => {
  test("default: the fees add up to what is gone from the sender's account, to the last wei", async () => {
    const receipts = await fetchReceipts(client, [...hashes, ...hashes])
    expect([...receipts.keys()]).toEqual(hashes)
    expect([...receipts.values()].reduce((sum, { feeWei }) => sum + feeWei, 0n)).toBe(spentWei)
    // Base charges an L1 fee and this node knows none: that is said.
    expect([...receipts.values()].every(({ l1FeeMissing }) => l1FeeMissing)).toBe(true)
    expect(receipts.get(hashes[5] as Hex)).toMatchObject({
      from: sender,
      to: logger,
      succeeded: true,
      blockNumber: blocks[5],
    })
    expect(receipts.get(hashes[5] as Hex)?.logs.map(({ topics }) => topics)).toEqual([[topic]])
    await fetchReceipts(client, hashes)
    expect(proxy.requests).toBe(transactionCount)
  })

  test('behavior: the L1 fee is part of the fee', async () => {
    proxy.use({ l1Fee: 123_456_789n })
    const receipts = [...(await fetchReceipts(client, hashes)).values()]
    expect(receipts.reduce((sum, { feeWei }) => sum + feeWei, 0n)).toBe(
      spentWei + 123_456_789n * BigInt(transactionCount),
    )
    expect(receipts.some(({ l1FeeMissing }) => l1FeeMissing)).toBe(false)
  })

  test('behavior: a transaction that the node does not know is absent', async () => {
    const unknown: Hex = `0x${'12'.repeat(32)}`
    expect([...(await fetchReceipts(client, [unknown, hashes[0] as Hex])).keys()]).toEqual([hashes[0]])
  })
})

describe('scanLogs on a node', () => {
  const filter = { address: logger, topics: [topic], what: 'Reading calls' } as const

  test.each([
    ['no cap', {}],
    [
      'a cap with a number',
      { logRange: { maxBlocks: 9, error: { code: -32_000, message: 'exceed maximum block range: 9' } } },
    ],
    [
      'a cap without a number',
      { logRange: { maxBlocks: 30, error: { code: -32_602, message: 'block range is too large' } } },
    ],
    ['a slow node', { delayMs: 15 }],
  ])('default: all logs, in order, behind %s', async (_, scenario) => {
    proxy.use(scenario)
    const { number } = await fetchBlock(client, 'latest')
    const logs = await scanLogs(client, filter, { fromBlock: (blocks[0] as number) - 50, toBlock: number })
    expect(logs.map(({ blockNumber }) => blockNumber)).toEqual(blocks)
    expect(logs.map(({ transactionHash }) => transactionHash)).toEqual(hashes)
    expect(logs.map(({ data }) => Number(data))).toEqual(hashes.map((_hash, index) => index))
  })
})

describe('fetchBlock and fetchTimestamps', () => {
  test('default: number, hash and time of a block, each time read once', async () => {
    const block = await devnet.getBlock({ blockNumber: BigInt(blocks[3] as number) })
    const expected = { number: blocks[3], hash: block.hash, timestamp: Number(block.timestamp) }
    expect(await fetchBlock(client, blocks[3] as number)).toEqual(expected)
    const times = await fetchTimestamps(client, [...blocks, ...blocks])
    expect(times.get(blocks[3] as number)).toBe(expected.timestamp)
    await fetchTimestamps(client, blocks)
    expect(proxy.counts.get('eth_getBlockByNumber')).toBe(1 + blocks.length)
  })

  test('behavior: latest and finalized', async () => {
    const latest = await fetchBlock(client, 'latest')
    expect(latest.number).toBe(Number(await devnet.getBlockNumber()))
    expect((await fetchBlock(client, 'finalized')).number).toBeLessThanOrEqual(latest.number)
  })

  test('error: a block that is not there, and an endpoint that is gone', async () => {
    await expect(fetchBlock(client, 999_999_999)).rejects.toMatchObject({ name: 'InconsistentDataError' })
    proxy.use({ down: true })
    await expect(fetchBlock(client, 'latest')).rejects.toThrow(RpcUnreachableError)
  })
})
