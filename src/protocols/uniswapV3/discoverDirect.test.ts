import { describe, expect, test } from 'vitest'
import { ethereum } from '../../config/chains/ethereum'
import type { ChainClient } from '../../chain/chainClient'
import type { AppError } from '../../errors'
import { RpcLimitError, RpcRefusedError, RpcUnreachableError } from '../../errors'
import { discoverDirect } from './discoverDirect'

const vault = '0x1111111111111111111111111111111111111111'
const range = { fromBlock: 0, toBlock: 9 }

/** A node on which `vault` is a contract, and which answers the search for logs with `failure`. */
function createClient(code: string, failure: AppError): ChainClient {
  return {
    config: ethereum,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (method) => {
      if (method === 'eth_getCode') return code
      throw failure
    },
  }
}

describe('discoverDirect', () => {
  test('default: an account holds nothing without an NFT, so no logs are asked for', async () => {
    const client = createClient('0x', new RpcUnreachableError('node.example'))
    expect(await discoverDirect(client, vault, range)).toEqual({ positions: [], missing: [] })
  })

  test.each([
    [
      'refuses',
      new RpcRefusedError('node.example', 'eth_getLogs', { details: 'Please specify an address in your request' }),
    ],
    ['cannot take', new RpcLimitError('node.example', 'eth_getLogs', 'size')],
  ])('behavior: an endpoint that %s a search of all addresses is said, and hides nothing else', async (_, failure) => {
    const { positions, missing } = await discoverDirect(createClient('0x6001', failure), vault, range)
    expect(positions).toEqual([])
    expect(missing).toMatchObject([{ what: 'Liquidity that this contract holds in pools without an NFT' }])
  })

  test('error: an endpoint that does not answer', async () => {
    const client = createClient('0x6001', new RpcUnreachableError('node.example'))
    await expect(discoverDirect(client, vault, range)).rejects.toThrow(RpcUnreachableError)
  })
})
