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

const blocks = 3_000_000
const cap = 10_000
/** Each answer takes so long, however many are asked for at a time. */
const delayMs = 50
const blocksPerLog = 50
/** Logs in one answer, where the endpoint counts them. */
const maxLogs = 1_000
const rounds = 3
const address = `0x${'1'.repeat(40)}` as const
const options = { time: 0, iterations: 1, warmupTime: 0, warmupIterations: 0, throws: true }

/** How an endpoint bounds an answer, and what it says where more was asked for. */
interface Variant {
  readonly name: string
  /** What the tuned ones are told of the endpoint; ours is told nothing. */
  readonly toldBlocks: number
  /** Requests below which nobody can read the whole range: each answer holds at most `cap` blocks, or at most `maxLogs` logs. */
  readonly leastRequests: number
  readonly refuse: (fromBlock: number, toBlock: number) => string | null
}

const isTooLong = (fromBlock: number, toBlock: number) => toBlock - fromBlock >= cap
const countLogs = (fromBlock: number, toBlock: number) =>
  Math.floor(toBlock / blocksPerLog) - Math.ceil(fromBlock / blocksPerLog) + 1
const allLogs = countLogs(1, blocks)

const variants: readonly Variant[] = [
  {
    name: `a cap of ${cap} blocks, which the endpoint names`,
    toldBlocks: cap,
    leastRequests: Math.ceil(blocks / cap),
    refuse: (from, to) => (isTooLong(from, to) ? `exceed maximum block range: ${cap}` : null),
  },
  {
    name: `a cap of ${cap} blocks, which the endpoint does not name`,
    toldBlocks: cap,
    leastRequests: Math.ceil(blocks / cap),
    refuse: (from, to) => (isTooLong(from, to) ? 'block range is too large' : null),
  },
  {
    name: `a cap of ${maxLogs} logs, which the endpoint names, and no other`,
    toldBlocks: maxLogs * blocksPerLog,
    leastRequests: Math.ceil(allLogs / maxLogs),
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

const head = `0x${(2 * blocks).toString(16)}`

function startEndpoint({ refuse }: Variant): Promise<TestEndpoint> {
  return startTestEndpoint((request: TestRequest, response) => {
    const after = (send: () => void) => void setTimeout(send, delayMs)
    if (request.method === 'eth_chainId') return after(() => sendResult(request, response, '0x1'))
    if (request.method === 'eth_blockNumber') return after(() => sendResult(request, response, head))
    const query = request.params[0] as { readonly fromBlock: Hex; readonly toBlock: Hex }
    const [fromBlock, toBlock] = [Number(query.fromBlock), Number(query.toBlock)]
    after(() => {
      const message = refuse(fromBlock, toBlock)
      const error = { code: -32005, message }
      if (message === null) sendResult(request, response, listLogs(fromBlock, toBlock))
      else sendJson(response, { jsonrpc: '2.0', id: request.id, error })
    })
  })
}

type Read = (url: string, variant: Variant) => Promise<number>

interface Reader {
  readonly name: string
  /** Measured once: it takes long. */
  readonly isSlow?: boolean
  readonly read: Read
}

const ours: Reader = {
  name: 'scanLogs, told nothing',
  read: async (url) => {
    const client = await createChainClient({
      config: findChain(1) as ChainConfig,
      rpcUrls: [url],
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
    const filter = { address, topics: [], what: 'Looking for logs' }
    return (await scanLogs(client, filter, { fromBlock: 1, toBlock: blocks })).length
  },
}

const peers: readonly Reader[] = [
  {
    name: '@morpho-org/viem-dlc as its README sets it up (5 at a time, 10 a second), told the cap',
    isSlow: true,
    read: (url, { toldBlocks }) =>
      readWithDivider(url, toldBlocks, { maxRequestsPerSecond: 10, maxBurstRequests: 5, maxConcurrentRequests: 5 }),
  },
  {
    name: '@morpho-org/viem-dlc tuned by hand: told the cap, 24 at a time, no rate',
    read: (url, { toldBlocks }) => readUnlimited(url, toldBlocks, 24),
  },
  {
    name: '@morpho-org/viem-dlc tuned by hand: told the cap, 64 at a time, no rate',
    read: (url, { toldBlocks }) => readUnlimited(url, toldBlocks, 64),
  },
  {
    name: "viem's getLogs over fixed ranges, one after the other, told the cap",
    isSlow: true,
    read: async (url, { toldBlocks }) => {
      const client = createPublicClient({ chain: mainnet, transport: http(url) })
      let count = 0
      for (let from = 1; from <= blocks; from += toldBlocks) {
        const range = { fromBlock: BigInt(from), toBlock: BigInt(Math.min(blocks, from + toldBlocks - 1)) }
        count += (await client.getLogs({ address, ...range })).length
      }
      return count
    },
  },
]

function readUnlimited(url: string, maxBlockRange: number, maxConcurrentRequests: number): Promise<number> {
  return readWithDivider(url, maxBlockRange, {
    maxRequestsPerSecond: 10_000,
    maxBurstRequests: 10_000,
    maxConcurrentRequests,
  })
}

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

interface Run {
  readonly requests: number
  readonly milliseconds: number
}

/** One run at an endpoint that nobody knows yet, whose requests are counted and whose logs must all be there. */
async function measure({ read }: Reader, variant: Variant): Promise<Run> {
  const endpoint = await startEndpoint(variant)
  const startedAt = performance.now()
  const count = await read(endpoint.url, variant)
  const milliseconds = performance.now() - startedAt
  await endpoint.stop()
  if (count !== allLogs) throw new Error(`It found ${count} of ${allLogs} logs.`)
  return { requests: endpoint.requests.filter(({ method }) => method === 'eth_getLogs').length, milliseconds }
}

const middleOf = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] as number

/** Every one in turn, several times, so that what else the machine does hits all of them; ratios are of runs of the same round. */
async function compare(variant: Variant): Promise<readonly string[]> {
  const all = [ours, ...peers]
  const runs = new Map(all.map((reader): [Reader, Run[]] => [reader, []]))
  for (let round = 0; round < rounds; round++) {
    for (const reader of all)
      if (round === 0 || reader.isSlow !== true) runs.get(reader)?.push(await measure(reader, variant))
  }
  const timesOf = (reader: Reader) => (runs.get(reader) ?? []).map(({ milliseconds }) => milliseconds)
  return all.map((reader) => {
    const times = timesOf(reader)
    const requests = middleOf((runs.get(reader) ?? []).map((run) => run.requests))
    const slower = middleOf(times.map((time, round) => time / (timesOf(ours)[round] as number)))
    const share = (requests / variant.leastRequests).toFixed(2)
    const seconds = (middleOf(times) / 1_000).toFixed(2)
    return `${reader.name}: ${requests} requests (${share} x the least), ${seconds} s (${slower.toFixed(2)} x ours)`
  })
}

const started: TestEndpoint[] = []
afterAll(async () => void (await Promise.all(started.map((endpoint) => endpoint.stop()))))

for (const variant of variants) {
  const endpoint = await startEndpoint(variant)
  started.push(endpoint)
  const lines = await compare(variant)
  console.log([variant.name, ...lines].join('\n  '))
  describe(`${blocks} blocks, ${delayMs} ms for each answer, ${variant.name}`, () => {
    for (const reader of [ours, ...peers]) {
      if (reader.isSlow !== true)
        bench(reader.name, async () => void (await reader.read(endpoint.url, variant)), options)
    }
  })
}
