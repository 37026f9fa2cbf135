import { afterEach, describe, expect, test } from 'vitest'
import type { Progress } from '../domain/coverage'
import {
  CancelledError,
  InvalidRpcUrlError,
  NoRpcEndpointError,
  RpcRefusedError,
  RpcUnreachableError,
  WrongChainError,
} from '../errors'
import { createChainClient, openChainAtHead } from './createChainClient'
import { inBackground } from './inBackground'
import { sendJson, sendResult, startTestEndpoint } from './startTestEndpoint'
import type { TestEndpoint, TestReply } from './startTestEndpoint'
import type { WalletRequest } from './walletTransport'

const running: TestEndpoint[] = []

async function startNode(chainId: string, reply?: TestReply): Promise<TestEndpoint> {
  const endpoint = await startTestEndpoint((request, response, attempt) => {
    if (request.method === 'eth_chainId') sendResult(request, response, chainId)
    else (reply ?? ((asked, open) => sendResult(asked, open, '0x10')))(request, response, attempt)
  })
  running.push(endpoint)
  return endpoint
}

function connect(rpcUrls: readonly string[], rest: { walletRequest?: WalletRequest; signal?: AbortSignal } = {}) {
  const progress: Progress[] = []
  const config = { chainId: 1, name: 'Ethereum' } as never
  const client = createChainClient({
    config,
    rpcUrls,
    signal: rest.signal ?? new AbortController().signal,
    onProgress: (step) => progress.push(step),
    walletRequest: rest.walletRequest,
  })
  return { client, progress }
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((endpoint) => endpoint.stop()))
})

describe('createChainClient', () => {
  test('default: checks the chain, then asks that endpoint', async () => {
    const node = await startNode('0x1')
    const { client, progress } = connect([node.url])
    const open = await client
    expect(open.host).toBe(new URL(node.url).host)
    expect(await open.request('eth_blockNumber', [])).toBe('0x10')
    open.report({ step: 'Reading', done: 1, total: 2, unit: 'blocks', secondsLeft: null })
    expect(progress).toEqual([{ step: 'Reading', done: 1, total: 2, unit: 'blocks', secondsLeft: null, chainId: 1 }])
  })

  test('behavior: what is read in the background is told while nothing else is, and asked after all else', async () => {
    const asked: unknown[] = []
    const node = await startNode('0x1', (request, response) => {
      asked.push(request.params[0])
      sendResult(request, response, null)
    })
    const { client, progress } = connect([node.url])
    const open = await client
    const background = inBackground(open)
    const requests = Array.from({ length: 9 }, () => background.request('eth_call', ['first']))
    requests.push(background.request('eth_call', ['later']), open.request('eth_call', ['sooner']))
    await Promise.all(requests)
    expect(asked.indexOf('sooner')).toBeLessThan(asked.indexOf('later'))

    const step = (name: string) => ({ step: name, done: 1, total: 2, unit: 'blocks' as const, secondsLeft: null })
    background.report(step('alone'))
    open.report(step('own'))
    background.report(step('beside'))
    expect(progress.map((told) => told.step)).toEqual(['alone', 'own'])
  })

  test('behavior: endpoints that refuse or are of another chain are passed over, and never asked again', async () => {
    const refusing = await startTestEndpoint((_, response) => void response.writeHead(403).end('no'))
    running.push(refusing)
    const [base, mainnet] = await Promise.all([startNode('0x2105'), startNode('0x1')])
    const open = await connect([refusing.url, base.url, mainnet.url]).client
    await open.request('eth_blockNumber', [])
    expect([refusing, base, mainnet].map(({ requests }) => requests.length)).toEqual([1, 1, 2])
  })

  test('promise 11: a report stays with its endpoint when that one fails later', async () => {
    let calls = 0
    const first = await startNode('0x1', (request, response) => {
      if (++calls === 1) response.socket?.destroy()
      else sendResult(request, response, '0x11')
    })
    const second = await startNode('0x1')
    const open = await connect([first.url, second.url]).client
    expect(await open.request('eth_blockNumber', [])).toBe('0x11')
    expect(second.requests).toEqual([])
  })

  test('promise 11: the only endpoint is of another chain', async () => {
    const base = await startNode('0x2105')
    await expect(connect([base.url]).client).rejects.toMatchObject({
      name: 'WrongChainError',
      expectedChainId: 1,
      actualChainId: 8453,
    })
    await expect(connect([base.url]).client).rejects.toBeInstanceOf(WrongChainError)
  })

  test('error: each of several endpoints fails in its own way', async () => {
    const base = await startNode('0x2105')
    const error = await connect([base.url, 'ftp://nowhere']).client.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(NoRpcEndpointError)
    expect((error as NoRpcEndpointError).details).toMatch(/chain 8453.*https/)
  })

  test('error: no endpoint at all, one that is no URL, and one that gives no chain id', async () => {
    await expect(connect([]).client).rejects.toThrow(NoRpcEndpointError)
    await expect(connect(['nowhere']).client).rejects.toThrow(InvalidRpcUrlError)
    const odd = await startNode('one')
    await expect(connect([odd.url]).client).rejects.toMatchObject({ name: 'InconsistentDataError' })
  })

  test('error: an abort ends the search', async () => {
    const silent = await startTestEndpoint(() => undefined)
    running.push(silent)
    const node = await startNode('0x1')
    const controller = new AbortController()
    const { client } = connect([silent.url, node.url], { signal: controller.signal })
    setTimeout(() => controller.abort(), 30)
    await expect(client).rejects.toThrow(CancelledError)
    expect(node.requests).toEqual([])
  })

  test('behavior: reads through the wallet when it is to', async () => {
    const asked: string[] = []
    const open = await connect(['https://unused.example'], {
      walletRequest: async (method, params) => {
        asked.push(method)
        return method === 'eth_chainId' ? '0x1' : params
      },
    }).client
    expect(open.host).toBe('Your wallet')
    expect(await open.request('eth_call', [{ to: '0x1' }, '0x2'])).toEqual([{ to: '0x1' }, '0x2'])
    expect(asked).toEqual(['eth_chainId', 'eth_call'])
  })

  test("error: the wallet's own refusals are named like an endpoint's", async () => {
    const refuse = (error: unknown) =>
      connect([], {
        walletRequest: async (method) => {
          if (method === 'eth_chainId') return '0x1'
          throw error
        },
      }).client.then((open) => open.request('eth_call', []))
    await expect(refuse({ code: 4200, message: 'Unsupported method' })).rejects.toThrow(RpcRefusedError)
    await expect(refuse({ code: -32000, message: 'missing trie node' })).rejects.toMatchObject({
      name: 'HistoryUnavailableError',
    })
    await expect(refuse(new RpcUnreachableError('wallet'))).rejects.toThrow(RpcUnreachableError)
    await expect(connect([], { walletRequest: async () => '0x89' }).client).rejects.toThrow(WrongChainError)
  })

  test('behavior: a transient refusal is repeated', async () => {
    let calls = 0
    const node = await startNode('0x1', (request, response) => {
      if (++calls === 1) sendJson(response, { id: request.id, error: { code: -32603, message: 'internal error' } })
      else sendResult(request, response, '0x12')
    })
    const open = await connect([node.url]).client
    expect(await open.request('eth_blockNumber', [])).toBe('0x12')
  })
})

describe('openChainAtHead', () => {
  const header = { number: '0x64', hash: `0x${'ab'.repeat(32)}`, timestamp: '0x66000000' }
  const givesHeader: TestReply = (request, response) =>
    sendResult(request, response, request.method === 'eth_getBlockByNumber' ? header : '0x10')

  function open(rpcUrls: readonly string[]) {
    return openChainAtHead({
      config: { chainId: 1, name: 'Ethereum' } as never,
      rpcUrls,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
  }

  test('default: gives the newest block, read side by side with the check of the chain', async () => {
    const node = await startNode('0x1', givesHeader)
    const { client, head } = await open([node.url])
    expect(head).toEqual({ number: 100, hash: header.hash, timestamp: 0x66000000 })
    expect(node.requests.map(({ method }) => method).sort()).toEqual(['eth_chainId', 'eth_getBlockByNumber'])
    expect(client.host).toBe(new URL(node.url).host)
  })

  test('behavior: an endpoint that does not give its newest block is passed over', async () => {
    const [empty, node] = await Promise.all([startNode('0x1'), startNode('0x1', givesHeader)])
    const { client } = await open([empty.url, node.url])
    expect(client.host).toBe(new URL(node.url).host)
  })

  test('error: the only endpoint is of another chain', async () => {
    const base = await startNode('0x2105', givesHeader)
    await expect(open([base.url])).rejects.toMatchObject({ name: 'WrongChainError', expectedChainId: 1 })
  })
})
