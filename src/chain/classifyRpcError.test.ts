import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { classifyRpcError } from './classifyRpcError'
import type { RpcErrorKind } from './classifyRpcError'

interface RecordedError {
  readonly cls: string
  readonly endpoint: string
  readonly http: number | null
  readonly code: number | null
  readonly message: string
  readonly data: unknown
  readonly block_cap: number | null
  readonly suggested: readonly (string | number)[] | null
}

const recordedFile = fileURLToPath(new URL('../../../shared/data/rpc-errors.json', import.meta.url))
const isRecordedThere = existsSync(recordedFile)
const recorded: readonly RecordedError[] = isRecordedThere
  ? (JSON.parse(readFileSync(recordedFile, 'utf8')) as RecordedError[])
  : []

/** What each class of the recorded answers means here. */
const kindsOfClass: Record<string, readonly RpcErrorKind[]> = {
  span: ['range'],
  results: ['size'],
  // Some are the node's own bound on a heavy query, some a tariff, some a slow moment.
  timeout: ['size', 'rate', 'transient'],
  // One of them asks for an address in every query, which no smaller one cures.
  filter: ['filter', 'terminal'],
  'terminal-auth': ['terminal'],
  'terminal-gone': ['terminal'],
  'state-pruned': ['history'],
  rate: ['rate'],
  // Waiting helps against an overloaded backend as well.
  transient: ['transient', 'rate'],
  'past-head': ['transient'],
  method: ['terminal'],
  revert: ['reverted'],
  etherscan: ['terminal'],
}

function classify(
  message: string,
  method = 'eth_getLogs',
  rest: { http?: number; code?: number; data?: unknown } = {},
) {
  return classifyRpcError({
    method,
    message,
    httpStatus: rest.http ?? 200,
    code: rest.code ?? -32000,
    data: rest.data ?? null,
  })
}

describe.skipIf(!isRecordedThere)('classifyRpcError on recorded answers', () => {
  // The one row without an answer is an endpoint that hangs.
  test.each(recorded.filter(({ cls }) => cls !== 'hang').map((row) => [row.cls, row.endpoint, row] as const))(
    '%s of %s',
    (cls, _, row) => {
      const found = classifyRpcError({
        method: cls === 'revert' || cls === 'state-pruned' ? 'eth_call' : '',
        httpStatus: row.http,
        code: row.code,
        message: row.message,
        data: row.data,
      })
      expect(kindsOfClass[cls]).toContain(found.kind)
      expect(found.blockCap).toBe(row.block_cap)
      expect(found.suggestedRange).toEqual(
        row.suggested ? { fromBlock: Number(row.suggested[0]), toBlock: Number(row.suggested[1]) } : null,
      )
    },
  )
})

describe('classifyRpcError', () => {
  const ranges: readonly [string, number | null][] = [
    ['requested too many blocks from 5 to 9000, maximum is set to 2048', 2048],
    ['Max range: 1000', 1000],
    ['Maximum allowed number of requested blocks is 1000', 1000],
    ['Try with this block range [0x10, 0x20]', null],
    ['this block range should work: [0x10, 0x20]', null],
    ['block range is too wide', null],
    ['block range is too wide (maximum 1024)', 1024],
    ['limited to a 1000', 1000],
    ['limited to 1,024 block', 1024],
    ['exceeds the range allowed for your plan (5000 > 3000)', 3000],
    ['Block range limit exceeded.', null],
    ['please limit the query to at most 1000 blocks', 1000],
    ['exceed maximum block range: 5000', 5000],
    ['query exceeds max block range 100000', 100000],
    ['block range greater than 1000 max', 1000],
    ['block range exceeds 1000', 1000],
    ['eth_getLogs range is too large, max is 10k blocks', 10_000],
    ['eth_getLogs range is too large, max is 1k blocks', 1_000],
    ['query must be smaller than size 1024', 1024],
    ['up to a 2K block range', 2_000],
    ['maximum [from, to] blocks distance: 10000', 10_000],
    ['exceed max block range: 5000', 5000],
    ['range 9000 exceeds limit of 2000', 2000],
    ['requested range too large', null],
    ['block range too high', null],
    ['Block range is too large', null],
    ['block range too large', null],
    ['range threshold exceeded', null],
    ['exceeded max allowed', null],
    ['ranges over 10000 blocks are not supported on freetier', 10_000],
  ]
  test.each(ranges)('range: %s', (message, blockCap) => {
    for (const code of [-32000, -32005, -32012, -32602]) {
      expect(classify(message, 'eth_getLogs', { code })).toMatchObject({ kind: 'range', blockCap, retryable: false })
    }
  })

  test.each([
    'query exceeds max results 20000',
    'logs matched by query exceeds limit of 10000',
    'query returned more than 10000 results',
    'response size should not greater than 10000000 bytes',
    'backend response too large',
    'Response is too big',
    'limit exceeded',
  ])('size: %s', (message) => {
    expect(classify(message, 'eth_getLogs', { code: -32005 })).toMatchObject({ kind: 'size', blockCap: null })
  })

  test('size: a range to retry with is found, in hexadecimal and decimal', () => {
    expect(classify('query exceeds max results 20000, retry with the range 6000000-6000509').suggestedRange).toEqual({
      fromBlock: 6_000_000,
      toBlock: 6_000_509,
    })
    expect(classify('query returned more than 10000 results. Try with this block range [0xCB3D, 0x7B737].')).toEqual({
      kind: 'size',
      retryable: false,
      blockCap: null,
      logCap: 10_000,
      suggestedRange: { fromBlock: 0xcb3d, toBlock: 0x7b737 },
    })
    expect(classify('Try with this block range [0x20, 0x10].').suggestedRange).toBeNull()
  })

  test('filter: more addresses or topics than one search position may have', () => {
    expect(classify('exceed max addresses or topics per search position').kind).toBe('filter')
  })

  test.each([
    'over rate limit',
    '300/second request limit reached - reduce calls per second',
    'credits limited to 500/sec',
    'Your app has exceeded its compute units per second capacity',
    'Request timeout on the free tier, please upgrade',
    'error code: 1015',
    'no backend is currently healthy to serve traffic',
  ])('rate: %s', (message) => {
    for (const code of [-32016, -32012, 30]) {
      expect(classify(message, 'eth_call', { code })).toMatchObject({ kind: 'rate', retryable: true })
    }
  })

  test.each([
    'missing trie node abc (path ) <nil>',
    'required historical state unavailable (reexec=128)',
    'historical state 0xabc is not available',
    'No state available for block 36600',
    'pruned history unavailable',
    'Receipt not available for From block 12',
    'data before txNum=12 is not available',
    'requested data not available',
    'Archive requests require a personal token',
  ])('history: %s', (message) => {
    expect(classify(message, 'eth_call')).toMatchObject({ kind: 'history', retryable: false })
  })

  test('history: an unknown header can be a node behind its neighbours, so it is worth a second try', () => {
    expect(classify('header not found', 'eth_call')).toMatchObject({ kind: 'history', retryable: true })
  })

  test('behavior: words of a contract are not taken for the words of the node', () => {
    for (const reason of ['over rate limit', 'missing trie node', 'block range too large', 'limit exceeded']) {
      expect(classify(`execution reverted: ${reason}`, 'eth_call', { code: 3 }).kind).toBe('reverted')
    }
  })

  test.each([
    'EVM error InvalidFEOpcode',
    'invalid opcode: INVALID',
    'stack underflow (0 <=> 1)',
    'VM Exception while processing transaction: revert',
  ])('reverted: %s', (message) => expect(classify(message, 'eth_call').kind).toBe('reverted'))

  test('behavior: a call that needs too much gas asks for less', () => {
    expect(classify('EVM error OutOfGas', 'eth_call').kind).toBe('size')
    expect(classify('out of gas', 'eth_call').kind).toBe('size')
    expect(classify('execution aborted (timeout = 5s)', 'eth_call').kind).toBe('size')
  })

  test('behavior: a hint hidden behind "invalid params" is found', () => {
    const data = { error_id: '4ed94073', payload: 'range 9009594 is bigger than range limit 2000' }
    expect(classify('invalid params', 'eth_getLogs', { code: -32602, data })).toMatchObject({
      kind: 'range',
      blockCap: 2000,
    })
  })

  test('behavior: gateways that give up on a log query ask for less', () => {
    expect(classify('<html>504 Gateway Time-out</html>', 'eth_getLogs', { http: 504 }).kind).toBe('size')
    expect(classify('<html>504 Gateway Time-out</html>', 'eth_call', { http: 504 }).kind).toBe('transient')
  })

  test('behavior: words that nobody knows are transient, behind an HTTP 4xx terminal', () => {
    expect(classify('kaboom', 'eth_call', { code: -32099 }).kind).toBe('transient')
    expect(classify('kaboom', 'eth_call', { code: -32099, http: 400 }).kind).toBe('terminal')
    expect(classify('kaboom', 'eth_call', { code: -32602 }).kind).toBe('terminal')
  })

  test('behavior: a message of a megabyte is classified at once', () => {
    for (const unit of ['a', ' ', '0', 'range ', 'limited to ', '[0x', 'max ', 'state ']) {
      // An expression that goes back and forth over it would run into the test's own time-out.
      expect(classify(unit.repeat(1_000_000 / unit.length)).kind).toBeTypeOf('string')
    }
  })
})
