import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { build } from 'vite'
import { encodeLog, eventOf, poolEventAbi } from '../../src/protocols/uniswapV3/testLogs'
import { ensureChromium } from '../ensureChromium'
import { measureLongestTask } from '../pageSmoothness'
import type { ScanOrder, ScanOutcome } from './scanWorker'

const totalLogs = 500_000
const logsPerBlock = 5
const blocks = totalLogs / logsPerBlock
const maxBlocks = 1_000
const goalBytes = 400_000_000
const goalTaskMs = 50

/** A pool's logs: swaps, and now and then a mint, each in a transaction of its own; values that differ in each. */
function logsAt(block: number): readonly object[] {
  return Array.from({ length: logsPerBlock }, (_, index) => {
    const number = block * logsPerBlock + index
    const trader = `0x${(number % 3_000).toString(16).padStart(40, 'c')}`
    const value = BigInt(number) * 7_919n * 10n ** 15n
    const log =
      number % 10 === 0
        ? encodeLog(eventOf(poolEventAbi, 'Mint'), {
            sender: trader,
            owner: trader,
            tickLower: -60 * (number % 400),
            tickUpper: 60 * (number % 400),
            amount: value,
            amount0: value,
            amount1: value,
          })
        : encodeLog(eventOf(poolEventAbi, 'Swap'), {
            sender: trader,
            recipient: trader,
            amount0: value,
            amount1: -value,
            sqrtPriceX96: value * 10n ** 9n,
            liquidity: value,
            tick: number % 100_000,
          })
    return {
      address: log.address,
      topics: log.topics,
      data: log.data,
      blockNumber: `0x${block.toString(16)}`,
      blockHash: `0x${block.toString(16).padStart(64, 'b')}`,
      transactionHash: `0x${number.toString(16).padStart(64, 'e')}`,
      transactionIndex: `0x${index.toString(16)}`,
      logIndex: `0x${index.toString(16)}`,
      blockTimestamp: `0x${(1_600_000_000 + 12 * block).toString(16)}`,
      removed: false,
    }
  })
}

interface RpcRequest {
  readonly id: number
  readonly method: string
  readonly params: readonly [{ readonly fromBlock: string; readonly toBlock: string }]
}

function answer({ method, params }: RpcRequest): object {
  if (method === 'eth_chainId') return { result: '0x1' }
  const [from, to] = [Number(params[0].fromBlock), Number(params[0].toBlock)]
  if (to - from >= maxBlocks) return { error: { code: -32005, message: `exceed maximum block range: ${maxBlocks}` } }
  return { result: Array.from({ length: to - from + 1 }, (_, index) => logsAt(from + index)).flat() }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function reply(incoming: IncomingMessage, response: ServerResponse, script: string): Promise<void> {
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
  if (incoming.method === 'OPTIONS') return void response.writeHead(204, headers).end()
  if (incoming.method === 'POST') {
    const request = JSON.parse(await readBody(incoming)) as RpcRequest
    response.writeHead(200, { ...headers, 'content-type': 'application/json' })
    return void response.end(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...answer(request) }))
  }
  const isScript = incoming.url === '/worker.js'
  // Browsers tell only isolated pages how much memory they use.
  const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
  response.writeHead(200, { ...isolation, 'content-type': isScript ? 'text/javascript' : 'text/html' })
  response.end(isScript ? script : '<!doctype html><title>Memory</title>')
}

/** The worker as it is built for the site, in one file. */
async function buildWorker(): Promise<string> {
  const entry = fileURLToPath(new URL('./scanWorker.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'es2022', rolldownOptions: { input: entry, output: { codeSplitting: false } } },
  })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((part) => ('output' in part ? part.output : []))
  const chunk = outputs.find((output) => output.type === 'chunk' && output.isEntry)
  if (chunk?.type !== 'chunk') throw new Error('The worker was not built.')
  return chunk.code
}

/** Reads and decodes half a million logs in a worker of a real Chromium, and prints how much memory and time that takes. */
async function measureMemory(): Promise<void> {
  const script = await buildWorker()
  const server = createServer((incoming, response) => void reply(incoming, response, script))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--no-sandbox', '--enable-blink-features=ForceEagerMeasureMemory'],
  })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    const order: ScanOrder = { rpcUrl: url, blocks }
    let outcome: ScanOutcome | { readonly error: string } = { error: 'It did not run.' }
    const task = await measureLongestTask(browser, page, async () => {
      outcome = await page.evaluate(
        (sent) =>
          new Promise<ScanOutcome>((resolve, reject) => {
            const worker = new Worker('/worker.js', { type: 'module' })
            worker.onmessage = (event) => resolve(event.data as ScanOutcome)
            worker.onerror = (event) => reject(new Error(event.message))
            worker.postMessage(sent)
          }),
        order,
      )
    })
    print(outcome, await measureUsedBytes(page), await readPeakBytes(browser), task.processorMs)
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}

interface Measuring {
  measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>
}

/** What the page and its worker use once all logs are read and decoded, and are still held. */
async function measureUsedBytes(page: Page): Promise<number> {
  return await page.evaluate(
    async () => (await (performance as unknown as Measuring).measureUserAgentSpecificMemory()).bytes,
  )
}

/** Most memory that the page's process, with its worker, ever held; `null` where the system does not say. */
async function readPeakBytes(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .flatMap(({ id }) => {
      const status = `/proc/${id}/status`
      const kilobytes = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined
      return kilobytes === undefined ? [] : [1_024 * Number(kilobytes)]
    })
  return peaks.length === 0 ? null : Math.max(...peaks)
}

function print(
  outcome: ScanOutcome | { readonly error: string },
  usedBytes: number,
  peakBytes: number | null,
  longestTaskMs: number,
): void {
  if ('error' in outcome) throw new Error(outcome.error)
  const megabytes = (bytes: number | null) => (bytes === null ? 'unknown' : `${(bytes / 1_000_000).toFixed(0)} MB`)
  if (outcome.logs !== totalLogs || outcome.decoded !== totalLogs) throw new Error(`${outcome.decoded} logs came.`)
  console.log(`${totalLogs} logs through scanner and decoder in the worker:`)
  console.log(
    `  memory in use, all logs and events held: ${megabytes(usedBytes)} (goal: less than ${megabytes(goalBytes)})`,
  )
  console.log(
    `  memory of the whole process at its peak, with what the browser had not yet cleared: ${megabytes(peakBytes)}`,
  )
  console.log(
    `  time: ${(outcome.scanMs / 1_000).toFixed(1)} s to read them, ${(outcome.decodeMs / 1_000).toFixed(1)} s to decode them`,
  )
  console.log(`  the page's longest task: ${longestTaskMs.toFixed(0)} ms (goal: less than ${goalTaskMs} ms)`)
}

await measureMemory()
