import { createServer as createTcpServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { createFaultScenario, faultScenarios } from '../faults/faultScenarios'
import { parseFaultArgument } from '../faults/parseFaultArgument'
import type { FaultChoice } from '../faults/parseFaultArgument'
import { startRpcProxy } from '../rpcProxy'
import { developmentPlugin } from './developmentPlugin'
import { startReplica } from './startReplica'
import type { Replica } from './startReplica'
import { retailNextToWhale } from './stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from './stories/retailNextToWhaleCast'

const rpcPort = 8545
const appPort = 5173

/**
 * Starts the replica with its story and the app on top of it, and says where to look. Ends with Ctrl-C.
 * With `--faults <scenario>[:seed]` the app reads the replica through an endpoint that misbehaves.
 */
async function start(): Promise<void> {
  const faults = parseFaultArgument(process.argv.slice(2))
  console.log('Starting a replica of mainnet and telling the story of ninety days: about ten seconds ...')
  const replica = await startReplica(retailNextToWhale, (await isPortFree(rpcPort)) ? { port: rpcPort } : {})
  const endpoint = await startEndpoint(replica, faults)
  const server = await startApp(replica, endpoint.url)
  const appUrl = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? `http://127.0.0.1:${appPort}`
  console.log(formatWelcome(appUrl, replica))
  if (faults !== null) console.log(formatFaults(faults, endpoint.url))

  let isStopping = false
  const stop = () => {
    if (isStopping) return
    isStopping = true
    Promise.all([server.close(), endpoint.stop(), replica.stop()]).then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
}

/** What the app reads the replica through. */
async function startEndpoint({ rpcUrl }: Replica<RetailNextToWhaleCast>, faults: FaultChoice | null) {
  if (faults === null) return { url: rpcUrl, stop: () => Promise.resolve() }
  return startRpcProxy(rpcUrl, createFaultScenario(faults.name, faults.seed))
}

async function startApp({ cast }: Replica<RetailNextToWhaleCast>, rpcUrl: string) {
  const wallet = {
    name: 'Development wallet',
    rdns: 'localhost.minnow.development',
    accounts: [cast.retail, cast.whale],
    chainId: 1,
    rpcUrls: { 1: rpcUrl },
  }
  const server = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    plugins: [developmentPlugin({ rpcUrls: { 1: [rpcUrl] }, wallet })],
    // Vite takes the next free port where this one is taken.
    server: { host: '127.0.0.1', port: appPort, strictPort: false },
    clearScreen: false,
    logLevel: 'warn',
  })
  return server.listen()
}

function formatWelcome(appUrl: string, { rpcUrl, cast }: Replica<RetailNextToWhaleCast>): string {
  return `
Minnow is running on a replica of mainnet (chain id 1) at ${rpcUrl}.

  A small wallet, all its pools:     ${appUrl}/#/wallet/${cast.retail}?chains=1
  The same wallet next to its whale: ${appUrl}/#/compare/1/uniswap-v3/${cast.pools.usdcWeth500}/${cast.retail}
  Everyone in that pool:             ${appUrl}/#/pool/1/uniswap-v3/${cast.pools.usdcWeth500}?window=all

Or open ${appUrl}/ and click "Connect wallet", then "Development wallet": it holds the small wallet's
address and can only be looked at. Ctrl-C stops everything.
`
}

function formatFaults({ name, seed }: FaultChoice, url: string): string {
  return `The app reads it through ${url}, an endpoint that ${faultScenarios[name].says} (${name}:${seed}).\n`
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createTcpServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
