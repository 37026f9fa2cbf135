import { createChainClient } from '../../src/chain/createChainClient'
import { scanLogs } from '../../src/chain/scanLogs'
import { findChain } from '../../src/config/chains'
import type { ChainConfig } from '../../src/domain/chainConfig'
import { decodePoolPositionLog, decodePoolPriceLog } from '../../src/protocols/uniswapV3/decodePoolLog'

/** What the measurement asks for: all logs of a made-up pool. */
export interface ScanOrder {
  readonly rpcUrl: string
  readonly blocks: number
}

/** What came of it. */
export interface ScanOutcome {
  readonly logs: number
  readonly decoded: number
  readonly scanMs: number
  readonly decodeMs: number
}

async function run({ rpcUrl, blocks }: ScanOrder): Promise<ScanOutcome> {
  const client = await createChainClient({
    config: findChain(1) as ChainConfig,
    rpcUrls: [rpcUrl],
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
  const startedAt = performance.now()
  const filter = { address: null, topics: [], what: 'Looking for logs' }
  const logs = await scanLogs(client, filter, { fromBlock: 1, toBlock: blocks })
  const scannedAt = performance.now()
  const events = logs.map((log) => decodePoolPositionLog(log) ?? decodePoolPriceLog(log))
  const decodedAt = performance.now()
  // Still held when the page measures.
  Object.assign(globalThis, { held: [logs, events] })
  return {
    logs: logs.length,
    decoded: events.filter((event) => event !== null).length,
    scanMs: scannedAt - startedAt,
    decodeMs: decodedAt - scannedAt,
  }
}

addEventListener('message', (event: MessageEvent<ScanOrder>) => {
  run(event.data).then(
    (outcome) => postMessage(outcome),
    (error: unknown) => postMessage({ error: String(error) }),
  )
})
