import { afterEach, describe, expect, test } from 'vitest'
import {
  CancelledError,
  ContractRevertedError,
  HistoryUnavailableError,
  RpcLimitError,
  RpcRateLimitedError,
  RpcRefusedError,
  RpcUnreachableError,
} from '../errors'
import { createRpcTransport } from './rpcTransport'
import { sendJson, sendResult, startTestEndpoint } from './startTestEndpoint'
import type { TestEndpoint, TestReply } from './startTestEndpoint'

const retry = { maxRetries: 3, firstDelayMs: 4, maxDelayMs: 20 }
const maxReplyBytes = 100_000
/** For those that are to run into it; on a busy machine an answer can take longer. */
const shortTimeoutMs = 300
const running: TestEndpoint[] = []

async function setUp(reply: TestReply, timeoutMs = 20_000) {
  const endpoint = await startTestEndpoint(reply)
  running.push(endpoint)
  const transport = createRpcTransport(endpoint.url, { retry, limits: { timeoutMs, maxReplyBytes } })
  const request = (
    method = 'eth_blockNumber',
    params: readonly unknown[] = [],
    signal = new AbortController().signal,
  ) => transport.request(method, params, signal)
  return { endpoint, transport, request }
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => {
      throw new Error('It did not fail.')
    },
    (error: unknown) => error,
  )
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((endpoint) => endpoint.stop()))
})

describe('rpcTransport', () => {
  test('default: one JSON-RPC object in each request, its result comes back', async () => {
    const { endpoint, request } = await setUp((asked, response) => sendResult(asked, response, asked.params))
    expect(await Promise.all([request('a', [1]), request('b', ['x', null])])).toEqual([[1], ['x', null]])
    expect(endpoint.requests.map(({ method }) => method).sort()).toEqual(['a', 'b'])
    expect(new Set(endpoint.requests.map(({ id }) => id)).size).toBe(2)
  })

  test('behavior: null is a result', async () => {
    const { request } = await setUp((asked, response) => sendResult(asked, response, null))
    expect(await request('eth_getTransactionReceipt', ['0x'])).toBeNull()
  })

  const brokenOnce: readonly [string, TestReply][] = [
    ['HTTP 429', (_, response) => void response.writeHead(429).end('Too Many Requests')],
    [
      'HTTP 503 with an HTML body',
      (_, response) => void response.writeHead(503).end('<!DOCTYPE html><title>503</title>'),
    ],
    [
      'JSON-RPC rate limit with status 200',
      (asked, response) =>
        sendJson(response, { jsonrpc: '2.0', id: asked.id, error: { code: 429, message: 'slow down' } }),
    ],
    [
      'a gateway error object with status 200',
      (_, response) => sendJson(response, { code: 429, message: 'too many requests' }),
    ],
    ['HTML with status 200', (_, response) => void response.end('<html><body>Welcome</body></html>')],
    ['truncated JSON', (asked, response) => void response.end(`{"jsonrpc":"2.0","id":${asked.id},"resu`)],
    ['a wrong id', (asked, response) => sendJson(response, { jsonrpc: '2.0', id: asked.id + 1, result: '0x2' })],
    [
      'an array for an object',
      (asked, response) => sendJson(response, [{ jsonrpc: '2.0', id: asked.id, result: '0x2' }]),
    ],
    ['neither result nor error', (asked, response) => sendJson(response, { jsonrpc: '2.0', id: asked.id })],
    ['an empty body', (_, response) => void response.end()],
    ['a dropped connection', (_, response) => void response.socket?.destroy()],
    [
      'a connection dropped within the body',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"jsonrpc"')
        setTimeout(() => response.socket?.destroy(), 5)
      },
    ],
    ['a redirect', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ]
  test.each(brokenOnce)('behavior: after %s the same endpoint is asked again', async (_, broken) => {
    const { endpoint, request } = await setUp((asked, response, attempt) =>
      attempt === 1 ? broken(asked, response, attempt) : sendResult(asked, response, '0x1'),
    )
    expect(await request()).toBe('0x1')
    expect(endpoint.requests.length).toBe(2)
  })

  const permanent: readonly [string, TestReply, new (...values: never[]) => Error, number][] = [
    ['HTTP 429 for good', (_, response) => void response.writeHead(429).end(), RpcRateLimitedError, 10],
    [
      'HTTP 500 for good',
      (_, response) => void response.writeHead(500).end('<html>oops</html>'),
      RpcUnreachableError,
      4,
    ],
    ['HTML for good', (_, response) => void response.end('<html></html>'), RpcUnreachableError, 4],
    ['wrong ids for good', (_, response) => sendJson(response, { id: -1, result: '0x1' }), RpcUnreachableError, 4],
    ['HTTP 402', (_, response) => void response.writeHead(402).end('402 Payment Required'), RpcRefusedError, 4],
    ['HTTP 403', (_, response) => void response.writeHead(403).end('<html>Forbidden</html>'), RpcRefusedError, 1],
    [
      'HTTP 401',
      (_, response) => sendJson(response, { error: { message: 'Must be authenticated!' } }, 401),
      RpcRefusedError,
      1,
    ],
    [
      'an unknown method',
      (asked, response) =>
        sendJson(response, { id: asked.id, error: { code: -32601, message: 'the method does not exist' } }),
      RpcRefusedError,
      1,
    ],
    [
      'pruned state',
      (asked, response) =>
        sendJson(response, { id: asked.id, error: { code: -32000, message: 'missing trie node ab (path )' } }),
      HistoryUnavailableError,
      1,
    ],
    [
      'a revert',
      (asked, response) =>
        sendJson(response, {
          id: asked.id,
          error: { code: 3, message: 'execution reverted: over rate limit', data: '0x08c379a0' },
        }),
      ContractRevertedError,
      1,
    ],
    [
      'a range that is too wide',
      (asked, response) =>
        sendJson(
          response,
          { id: asked.id, error: { code: -32602, message: 'query exceeds max block range 5000' } },
          400,
        ),
      RpcLimitError,
      1,
    ],
    [
      'an error that is a string',
      (asked, response) => sendJson(response, { id: asked.id, error: 'forbidden' }),
      RpcRefusedError,
      1,
    ],
  ]
  test.each(permanent)('error: %s ends in a named error, within bounds', async (_, reply, expected, attempts) => {
    const { endpoint, request } = await setUp(reply)
    const error = await failureOf(request('eth_call', [{ to: '0x01', data: '0x12345678' }]))
    expect(error).toBeInstanceOf(expected)
    expect(endpoint.requests.length).toBe(attempts)
  })

  test('error: a header that the node does not have yet is asked for again, then history is unavailable', async () => {
    const { endpoint, request } = await setUp((asked, response) =>
      sendJson(response, { id: asked.id, error: { code: -32000, message: 'header not found' } }),
    )
    expect(await failureOf(request('eth_call'))).toBeInstanceOf(HistoryUnavailableError)
    expect(endpoint.requests.length).toBe(4)
  })

  test('error: a hang ends after the time-out, once repeated', async () => {
    const { endpoint, request } = await setUp(() => undefined, shortTimeoutMs)
    expect(await failureOf(request())).toMatchObject({ name: 'RpcUnreachableError', timedOut: true })
    expect(endpoint.requests.length).toBe(2)
  })

  test('error: a log query that hangs is not repeated as it is', async () => {
    const { endpoint, request } = await setUp(() => undefined, shortTimeoutMs)
    expect(await failureOf(request('eth_getLogs'))).toMatchObject({ timedOut: true })
    expect(endpoint.requests.length).toBe(1)
  })

  test('promise 14: a reply that never ends is cut at the time-out', async () => {
    const { request } = await setUp((_, response) => {
      response.write('{"jsonrpc":"2.0","result":"')
      const timer = setInterval(() => response.write('a'), 10)
      response.once('close', () => clearInterval(timer))
    }, shortTimeoutMs)
    expect(await failureOf(request('eth_getLogs'))).toMatchObject({ name: 'RpcUnreachableError', timedOut: true })
  })

  test('promise 14: a reply over the cap is refused before it is all there', async () => {
    let sent = 0
    const { endpoint, request } = await setUp((_, response) => {
      const piece = 'a'.repeat(20_000)
      const send = () => {
        sent += piece.length
        if (!response.destroyed && response.write(piece) && sent < 50_000_000) setImmediate(send)
      }
      response.on('drain', send)
      send()
    })
    expect(await failureOf(request('eth_getLogs'))).toMatchObject({ name: 'RpcLimitError', kind: 'size' })
    expect(endpoint.requests.length).toBe(1)
    expect(sent).toBeLessThan(10_000_000)
  })

  test('error: nobody listens', async () => {
    const { endpoint, request } = await setUp(() => undefined)
    await endpoint.stop()
    expect(await failureOf(request())).toBeInstanceOf(RpcUnreachableError)
  })

  test('error: an abort ends the request, the wait for a retry and the wait for a turn', async () => {
    const { endpoint, transport } = await setUp(() => undefined)
    const controller = new AbortController()
    const failures = Array.from({ length: 30 }, () => failureOf(transport.request('eth_call', [], controller.signal)))
    while (endpoint.requests.length < 8) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    for (const failure of await Promise.all(failures)) expect(failure).toBeInstanceOf(CancelledError)
    const sentBefore = endpoint.requests.length
    expect(sentBefore).toBe(8)
    expect(await failureOf(transport.request('eth_call', [], controller.signal))).toBeInstanceOf(CancelledError)
    expect(endpoint.requests.length).toBe(sentBefore)
  })

  test("behavior: the node's words reach details cleaned and short", async () => {
    const { request } = await setUp((asked, response) =>
      sendJson(response, {
        id: asked.id,
        error: { code: -32601, message: `unsupported method\u202E\u0000\n<b>${'x'.repeat(2_000)}` },
      }),
    )
    const error = (await failureOf(request())) as RpcRefusedError
    expect(error.details).toMatch(/^unsupported method <b>x+…$/)
    expect(error.details?.length).toBeLessThanOrEqual(300)
  })

  test('behavior: at most eight requests run at first, more after they were answered', async () => {
    const { endpoint, request } = await setUp((asked, response) => {
      setTimeout(() => sendResult(asked, response, '0x1'), 10)
    })
    await Promise.all(Array.from({ length: 8 }, () => request()))
    expect(endpoint.maxOpen).toBeLessThanOrEqual(8)
    await Promise.all(Array.from({ length: 200 }, () => request()))
    expect(endpoint.maxOpen).toBeGreaterThan(8)
    // How many more depends on how fast the answers come; never more than this.
    expect(endpoint.maxOpen).toBeLessThanOrEqual(64)
  })
})
