import { logsDivider } from '@morpho-org/viem-dlc/transports'
import { createPublicClient, http } from 'viem'
import type { Transport } from 'viem'
import { mainnet } from 'viem/chains'
import { afterAll, bench, describe } from 'vitest'
import { findChain } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'
import type { Hex } from '../domain/primitives'
import { createChainClient } from './createChainClient'
import { scanLogs } from './scanLogs'
import { sendJson, sendResult, startTestEndpoint } from './startTestEndpoint'
import type { TestEndpoint, TestRequest } from './startTestEndpoint'

const blocks = 1_000_000
const cap = 10_000
/** Each answer takes so long, however many are asked for at a time. */
const delayMs = 50
const blocksPerLog = 500
/** Logs in one answer, where the endpoint counts them. */
const maxLogs = 100
const address = `0x${'1'.repeat(40)}` as const
const options = { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 0, throws: true }

/** How an endpoint bounds an answer, and what it says where more was asked for. */
interface Variant {
  readonly name: string
  /** What the others are told of the endpoint; ours is told nothing. */
  readonly toldBlocks: number
  /** The fewest requests in which the whole range can be read. */
  readonly leastRequests: number
  readonly refuse: (fromBlock: number, toBlock: number) => string | null
}

const isTooLong = (fromBlock: number, toBlock: number) => toBlock - fromBlock >= cap
const countLogs = (fromBlock: number, toBlock: number) =>
  Math.floor(toBlock / blocksPerLog) - Math.ceil(fromBlock / blocksPerLog) + 1

const variants: readonly Variant[] = [
  {
    name: `a cap of ${cap} blocks, which the endpoint names`,
    toldBlocks: cap,
    leastRequests: blocks / cap,
    refuse: (from, to) => (isTooLong(from, to) ? `exceed maximum block range: ${cap}` : null),
  },
  {
    name: `a cap of ${cap} blocks, which nobody knows`,
    // A careful guess, as for an endpoint of which nothing is known.
    toldBlocks: 2_000,
    leastRequests: blocks / cap,
    refuse: (from, to) => (isTooLong(from, to) ? 'block range is too large' : null),
  },
  {
    name: `a cap of ${maxLogs} logs, and no other`,
    toldBlocks: cap,
    leastRequests: blocks / blocksPerLog / maxLogs,
    refuse: (from, to) => (countLogs(from, to) > maxLogs ? `query exceeds max results ${maxLogs}` : null),
  },
]

function logAt(blockNumber: number): object {
  const hash = `0x${blockNumber.toString(16).padStart(64, '0')}`
  return {
    address,
    topics: [hash, hash],
    data: `0x${'00'.repeat(128)}`,
    blockNumber: `0x${blockNumber.toString(16)}`,
    blockHash: hash,
    transactionHash: hash,
    transactionIndex: '0x0',
    logIndex: '0x0',
    removed: false,
  }
}

function listLogs(fromBlock: number, toBlock: number): readonly object[] {
  const logs: object[] = []
  for (let block = Math.ceil(fromBlock / blocksPerLog) * blocksPerLog; block <= toBlock; block += blocksPerLog) {
    logs.push(logAt(block))
  }
  return logs
}

function startEndpoint({ refuse }: Variant): Promise<TestEndpoint> {
  return startTestEndpoint((request: TestRequest, response) => {
    if (request.method === 'eth_chainId') return sendResult(request, response, '0x1')
    if (request.method === 'eth_blockNumber') return sendResult(request, response, `0x${(2 * blocks).toString(16)}`)
    const query = request.params[0] as { readonly fromBlock: Hex; readonly toBlock: Hex }
    const [fromBlock, toBlock] = [Number(query.fromBlock), Number(query.toBlock)]
    setTimeout(() => {
      const message = refuse(fromBlock, toBlock)
      const error = { code: -32005, message }
      if (message === null) sendResult(request, response, listLogs(fromBlock, toBlock))
      else sendJson(response, { jsonrpc: '2.0', id: request.id, error })
    }, delayMs)
  })
}

type Read = (url: string, variant: Variant) => Promise<number>

const readers: readonly (readonly [string, Read])[] = [
  [
    'scanLogs',
    async (url) => {
      const client = await createChainClient({
        config: findChain(1) as ChainConfig,
        rpcUrls: [url],
        signal: new AbortController().signal,
        onProgress: () => undefined,
      })
      const filter = { address, topics: [], what: 'Looking for logs' }
      return (await scanLogs(client, filter, { fromBlock: 1, toBlock: blocks })).length
    },
  ],
  ['@morpho-org/viem-dlc, with its defaults', (url, { toldBlocks }) => readWithDivider(url, toldBlocks, {})],
  [
    '@morpho-org/viem-dlc, 24 requests at a time',
    (url, { toldBlocks }) =>
      readWithDivider(url, toldBlocks, {
        maxRequestsPerSecond: 10_000,
        maxBurstRequests: 10_000,
        maxConcurrentRequests: 24,
      }),
  ],
  [
    "viem's getLogs over fixed ranges, one after the other",
    async (url, { toldBlocks }) => {
      const client = createPublicClient({ chain: mainnet, transport: http(url) })
      let count = 0
      for (let from = 1; from <= blocks; from += toldBlocks) {
        const range = { fromBlock: BigInt(from), toBlock: BigInt(Math.min(blocks, from + toldBlocks - 1)) }
        count += (await client.getLogs({ address, ...range })).length
      }
      return count
    },
  ],
]

async function readWithDivider(url: string, maxBlockRange: number, rateLimit: object): Promise<number> {
  const transport = logsDivider(http(url, { retryCount: 0 }), [
    { maxBlockRange },
    { retryCount: 3, retryDelay: 1_000, blockTimestamp: false },
    { maxBytes: 8_192 },
    rateLimit,
  ])
  const client = createPublicClient({ chain: mainnet, transport: transport as Transport })
  const range = { fromBlock: '0x1', toBlock: `0x${blocks.toString(16)}` } as const
  return (await client.request({ method: 'eth_getLogs', params: [{ address, ...range }] })).length
}

const started: TestEndpoint[] = []
afterAll(async () => void (await Promise.all(started.map((endpoint) => endpoint.stop()))))

/** One run, whose requests are counted and whose logs must all be there. */
async function measure(read: Read, variant: Variant): Promise<string> {
  const endpoint = await startEndpoint(variant)
  const startedAt = performance.now()
  const count = await read(endpoint.url, variant)
  const seconds = (performance.now() - startedAt) / 1_000
  await endpoint.stop()
  if (count !== blocks / blocksPerLog) throw new Error(`It found ${count} of ${blocks / blocksPerLog} logs.`)
  const requests = endpoint.requests.filter(({ method }) => method === 'eth_getLogs').length
  return `${requests} requests (${(requests / variant.leastRequests).toFixed(2)} x the least), ${seconds.toFixed(2)} s`
}

for (const variant of variants) {
  const endpoint = await startEndpoint(variant)
  started.push(endpoint)
  const titles: string[] = []
  for (const [name, read] of readers) titles.push(`${name}: ${await measure(read, variant)}`)
  console.log(`${variant.name}\n${titles.map((title) => `  ${title}`).join('\n')}`)
  describe(`${blocks} blocks, ${delayMs} ms for each answer, ${variant.name}`, () => {
    readers.forEach(([, read], index) =>
      bench(titles[index] as string, async () => void (await read(endpoint.url, variant)), options),
    )
  })
}
