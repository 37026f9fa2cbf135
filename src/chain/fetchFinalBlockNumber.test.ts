import { describe, expect, test } from 'vitest'
import { CancelledError, InconsistentDataError, RpcRefusedError, RpcUnreachableError } from '../errors'
import type { ChainClient } from './chainClient'
import { fetchBlockHash } from './fetchBlockHash'
import { fetchFinalBlockNumber } from './fetchFinalBlockNumber'

const hash = `0x${'AB'.repeat(32)}`

/** A client whose endpoint answers by the block that is asked for: a number, nothing, or a failure. */
function createClient(answers: Readonly<Record<string, number | null | Error>>, chainId = 1) {
  const asked: string[] = []
  const client: ChainClient = {
    config: { chainId } as never,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (_, [block]) => {
      asked.push(block as string)
      const answer = answers[block as string]
      if (answer instanceof Error) throw answer
      if (answer === null || answer === undefined) return null
      return { number: `0x${answer.toString(16)}`, hash, timestamp: '0x1' }
    },
  }
  return { client, asked }
}

const refused = new RpcRefusedError('node.example', 'eth_getBlockByNumber')

describe('fetchFinalBlockNumber', () => {
  test('default: stays a little behind what the endpoint calls final', async () => {
    const { client, asked } = createClient({ finalized: 1_000 })
    expect(await fetchFinalBlockNumber(client)).toBe(936)
    expect(asked).toEqual(['finalized'])
  })

  test.each([
    [1, 9_700],
    [42_161, -4_400],
    [8_453, 8_200],
    [999_999, -10_000],
  ])(
    'behavior: stays far behind the newest block of chain %i where nothing is called final',
    async (chainId, final) => {
      for (const finalized of [refused, null, new InconsistentDataError('No block.')]) {
        const { client } = createClient({ finalized, latest: 10_000 }, chainId)
        expect(await fetchFinalBlockNumber(client)).toBe(final)
      }
    },
  )

  test('behavior: a development node that calls its first block final', async () => {
    expect(await fetchFinalBlockNumber(createClient({ finalized: 0 }).client)).toBe(-64)
  })

  test.each([new RpcUnreachableError('node.example'), new CancelledError(), new TypeError('defect')])(
    'error: %s is passed on',
    async (error) => {
      const { client, asked } = createClient({ finalized: error, latest: 10_000 })
      await expect(fetchFinalBlockNumber(client)).rejects.toBe(error)
      expect(asked).toEqual(['finalized'])
    },
  )
})

describe('fetchBlockHash', () => {
  test('default: lower-case', async () => {
    expect(await fetchBlockHash(createClient({ '0x7': 7 }).client, 7)).toBe(hash.toLowerCase())
  })

  test('behavior: nothing where the endpoint has no such block, or gives another one', async () => {
    expect(await fetchBlockHash(createClient({}).client, 7)).toBe(null)
    expect(await fetchBlockHash(createClient({ '0x7': 8 }).client, 7)).toBe(null)
  })

  test('error: an endpoint that does not answer is no missing block', async () => {
    const error = new RpcUnreachableError('node.example')
    await expect(fetchBlockHash(createClient({ '0x7': error }).client, 7)).rejects.toBe(error)
  })
})
