import { expect, test } from 'vitest'
import type { ChainClient } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import { findChain } from '../../config/chains'
import type { ChainConfig, UniswapV3Deployment } from '../../domain/chainConfig'
import type { Hex } from '../../domain/primitives'
import { HistoryUnavailableError, RpcLimitError } from '../../errors'
import { positionManagerTopics } from './eventTopics'
import { fetchOldestMint } from './fetchOldestMint'
import { formatUintTopic } from './logWords'

const CAP = 10
const host = 'node.example'
const config = findChain(1) as ChainConfig
const deployment = config.deployments[0] as UniswapV3Deployment
const range = { fromBlock: 20_000_001, toBlock: 20_100_000 }
const ago = (blocks: number) => range.toBlock - blocks

/** An endpoint with a cap on blocks and without archive state, on a chain where only these NFTs were ever minted. */
function createEndpoint(mints: ReadonlyMap<bigint, number>) {
  const asked: string[] = []
  const client: ChainClient = {
    config,
    host,
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (method, [query]) => {
      if (method !== 'eth_getLogs') throw new HistoryUnavailableError(host)
      const { fromBlock, toBlock, topics } = query as { fromBlock: Hex; toBlock: Hex; topics: (Hex | Hex[] | null)[] }
      const blocks = Number(toBlock) - Number(fromBlock) + 1
      if (blocks > CAP) throw new RpcLimitError(host, method, 'range', { blockCap: CAP })
      asked.push(JSON.stringify(query))
      return [...mints]
        .filter(([, block]) => Number(fromBlock) <= block && block <= Number(toBlock))
        .map(([tokenId, block]) => ({
          address: deployment.positionManager.toLowerCase(),
          topics: [
            positionManagerTopics.transfer,
            formatUintTopic(0n),
            formatUintTopic(0xan),
            formatUintTopic(tokenId),
          ],
          data: '0x',
          blockNumber: `0x${block.toString(16)}`,
          blockHash: formatUintTopic(BigInt(block)),
          transactionHash: formatUintTopic(BigInt(block)),
          logIndex: '0x0',
          removed: false,
        }))
        .filter((log) =>
          topics.every(
            (values, place) => values === null || [values].flat().some((value) => value === log.topics[place]),
          ),
        )
    },
  }
  return { client, asked }
}

test('where hardly any NFTs are minted, logs are read back to the oldest mint and little further, once for all that needs them', async () => {
  const mints = new Map([
    [3n, ago(60_000)],
    [5n, ago(2_500)],
    [6n, ago(800)],
  ])
  const { client, asked } = createEndpoint(mints)
  // Whoever asks for NFTs has seen by then how few blocks the endpoint gives.
  const learnt = { fromBlock: range.fromBlock, toBlock: range.fromBlock + CAP }
  await scanLogs(client, { address: deployment.positionManager, topics: [[]], what: 'nothing' }, learnt)
  const found = await fetchOldestMint(client, deployment, [6n, 5n], range)
  expect(found).toBeLessThanOrEqual(ago(2_500))
  expect(found).toBeGreaterThan(ago(2_500 * 1.25 + 40 * CAP))
  expect(asked.length).toBeLessThan((range.toBlock - found) / CAP + 40)
  expect(asked).toEqual([...new Set(asked)])

  const before = asked.length
  const topics = [positionManagerTopics.transfer, null, null, [5n, 6n].map(formatUintTopic)]
  const filter = { address: deployment.positionManager, topics, what: 'transfers of positions' }
  expect(await scanLogs(client, filter, { fromBlock: found, toBlock: range.toBlock })).toHaveLength(2)
  expect(asked.length).toBe(before)
})

test('where a mint is not seen at all, back to the beginning', async () => {
  const { client } = createEndpoint(new Map())
  const short = { fromBlock: ago(1_999), toBlock: range.toBlock }
  expect(await fetchOldestMint(client, deployment, [5n], short)).toBe(short.fromBlock)
})
