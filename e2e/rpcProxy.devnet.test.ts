import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startAnvil } from './devnet/startAnvil'
import type { DevnetNode } from './devnet/startAnvil'
import { answeredTogether } from './faults/answeredTogether'
import { startRpcProxy } from './rpcProxy'
import type { RpcProxy } from './rpcProxy'
import type { RpcResponse } from './rpcScenario'

let anvil: DevnetNode
let proxy: RpcProxy

beforeAll(async () => {
  anvil = await startAnvil({ genesisBlock: 0 })
  await send(anvil.rpcUrl, 'anvil_mine', ['0x12c'])
})
afterAll(() => anvil.stop())
beforeEach(async () => {
  proxy = await startRpcProxy(anvil.rpcUrl)
})
afterEach(() => proxy.stop())

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return answer.json()
}

function send(url: string, method: string, params: readonly unknown[] = []): Promise<RpcResponse> {
  return post(url, { jsonrpc: '2.0', id: 7, method, params }) as Promise<RpcResponse>
}

const someone = '0x00000000000000000000000000000000000000aa'

test('passes requests on, single and in batches, and counts them by method', async () => {
  expect(await send(proxy.url, 'eth_chainId')).toEqual({ jsonrpc: '2.0', id: 7, result: '0x1' })
  const batch = [
    { jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] },
    { jsonrpc: '2.0', id: 2, method: 'eth_chainId', params: [] },
  ]
  expect(await post(proxy.url, batch)).toEqual([
    { jsonrpc: '2.0', id: 1, result: '0x12c' },
    { jsonrpc: '2.0', id: 2, result: '0x1' },
  ])
  expect(Object.fromEntries(proxy.counts)).toEqual({ eth_chainId: 2, eth_blockNumber: 1 })
  expect([proxy.requests, proxy.roundTrips]).toEqual([3, 2])
  proxy.reset()
  expect([proxy.requests, proxy.roundTrips, proxy.sequentialDepth, proxy.counts.size]).toEqual([0, 0, 0, 0])
})

test('sequential depth counts dependent round trips, not parallel ones', async () => {
  proxy.use({ faults: [answeredTogether(5)] })
  const wave = () => Promise.all([1, 2, 3, 4, 5].map(() => send(proxy.url, 'eth_blockNumber')))
  await wave()
  await wave()
  await wave()
  expect(proxy.requests).toBe(15)
  expect(proxy.sequentialDepth).toBe(3)
})

test('adds its delay to each request, and a longer one to single methods', async () => {
  proxy.use({ delayMs: 50, methodDelaysMs: { eth_chainId: 150 } })
  const start = performance.now()
  await send(proxy.url, 'eth_blockNumber')
  const between = performance.now()
  await send(proxy.url, 'eth_chainId')
  expect(between - start).toBeGreaterThanOrEqual(45)
  expect(performance.now() - between).toBeGreaterThanOrEqual(145)
})

describe('behavior: without archive state', () => {
  const refused = { error: { code: -32000, message: expect.stringContaining('missing trie node') as string } }

  test('state that is too old is refused by every method that reads it', async () => {
    proxy.use({ stateBlocks: 128 })
    expect(await send(proxy.url, 'eth_call', [{ to: someone }, '0x1'])).toMatchObject(refused)
    expect(await send(proxy.url, 'eth_getBalance', [someone, '0xab'])).toMatchObject(refused)
    expect(await send(proxy.url, 'eth_getCode', [someone, { blockNumber: '0x1' }])).toMatchObject(refused)
    expect(await send(proxy.url, 'eth_getStorageAt', [someone, '0x0', 'earliest'])).toMatchObject(refused)
  })

  test('recent state, and logs and blocks of any age, are answered', async () => {
    proxy.use({ stateBlocks: 128 })
    expect((await send(proxy.url, 'eth_getBalance', [someone, '0xac'])).result).toBe('0x0')
    expect((await send(proxy.url, 'eth_getBalance', [someone, 'latest'])).result).toBe('0x0')
    expect((await send(proxy.url, 'eth_call', [{ to: someone }])).result).toBe('0x')
    expect((await send(proxy.url, 'eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }])).result).toEqual([])
    expect((await send(proxy.url, 'eth_getBlockByNumber', ['0x1', false])).result).toMatchObject({ number: '0x1' })
  })
})

test('behavior: caps the range of logs with the error that is given', async () => {
  const error = { code: -32005, message: 'block range is too wide (maximum 100)' }
  proxy.use({ logRange: { maxBlocks: 100, error } })
  expect((await send(proxy.url, 'eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }])).error).toEqual(error)
  expect((await send(proxy.url, 'eth_getLogs', [{ fromBlock: '0x1', toBlock: '0x65' }])).error).toEqual(error)
  expect((await send(proxy.url, 'eth_getLogs', [{ fromBlock: '0x1', toBlock: '0x64' }])).result).toEqual([])
})

test('behavior: puts an l1Fee on receipts, or drops it', async () => {
  const from = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
  const { result: hash } = await send(anvil.rpcUrl, 'eth_sendTransaction', [{ from, to: someone }])
  await send(anvil.rpcUrl, 'evm_mine')
  const receipt = async () => (await send(proxy.url, 'eth_getTransactionReceipt', [hash])).result
  expect(await receipt()).not.toHaveProperty('l1Fee')
  proxy.use({ l1Fee: 12_345n })
  expect(await receipt()).toMatchObject({ l1Fee: '0x3039', transactionHash: hash })
  expect((await send(proxy.url, 'eth_getBlockReceipts', ['latest'])).result).toMatchObject([{ l1Fee: '0x3039' }])
  proxy.use({ l1Fee: 'dropped' })
  expect(await receipt()).not.toHaveProperty('l1Fee')
})

test('behavior: answers for another chain, refuses methods, and closes connections when it is down', async () => {
  const error = { code: -32601, message: 'the method eth_getBlockReceipts does not exist' }
  proxy.use({ chainId: 10, refusedMethods: { eth_getBlockReceipts: error } })
  expect((await send(proxy.url, 'eth_chainId')).result).toBe('0xa')
  expect((await send(proxy.url, 'eth_getBlockReceipts', ['latest'])).error).toEqual(error)
  proxy.use({ down: true })
  await expect(send(proxy.url, 'eth_chainId')).rejects.toThrow()
  proxy.use({})
  expect((await send(proxy.url, 'eth_chainId')).result).toBe('0x1')
})

test('answers the preflight requests of browsers', async () => {
  const answer = await fetch(proxy.url, { method: 'OPTIONS' })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(answer.headers.get('access-control-allow-headers')).toBe('*')
  expect(proxy.requests).toBe(0)
})
