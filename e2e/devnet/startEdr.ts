import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type * as Edr from '@nomicfoundation/edr'
import { deploymentOf } from './deployments'
import type { DevnetDeployment } from './deployments'
import { EdrNode } from './edrNode'
import type { EdrRequest } from './edrNode'
import type { DevnetNode } from './startAnvil'

export interface StartEdrParameters {
  /** @default 1 */
  readonly chainId?: DevnetDeployment['chainId']
  /** @default a free one */
  readonly port?: number
  /** Time of the first block that a story sees, in seconds. */
  readonly genesisTimestamp?: number
  /** Number of that block. @default the real factory's block, before which nothing is searched */
  readonly genesisBlock?: number
  /** Block gas limit. The default lets hundreds of mints go into one block. @default 3_000_000_000 */
  readonly gasLimit?: number
}

const hardfork = 'Prague'
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
} as const

/**
 * Starts the node for long chains, Hardhat's EDR, on 127.0.0.1: millions of empty blocks cost nothing there. It speaks as `startAnvil`'s
 * node does: it mines on demand only, lets every address send transactions and knows the `anvil_` methods that stories use.
 *
 * It runs inside this process, which needs neither a configuration nor a folder of Hardhat's, and ends with it.
 *
 * It has no tracers but the default one, its empty blocks carry no parent's hash, and `finalized` is the latest block. What a contract
 * computes from the time inside of a run of empty blocks is that of the run's first block.
 */
export async function startEdr(parameters: StartEdrParameters = {}): Promise<DevnetNode> {
  const { chainId = 1, port = 0 } = parameters
  const { genesisTimestamp = Math.floor(Date.now() / 1000), genesisBlock = deploymentOf(chainId).factoryBlock } =
    parameters
  // The blocks before the genesis block are a second apart.
  const provider = await createProvider({ ...parameters, chainId, genesisTimestamp: genesisTimestamp - genesisBlock })
  const node = new EdrNode(provider)
  if (genesisBlock > 0) await node.mineEmpty(genesisBlock, 1)
  const server = createServer((request, response) => {
    answer(node, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, corsHeaders)
      response.end(String(error))
    })
  })
  server.keepAliveTimeout = 60_000
  await listen(server, port)
  const address = server.address() as AddressInfo
  return { rpcUrl: `http://127.0.0.1:${address.port}`, port: address.port, stop: () => close(server) }
}

let context: Edr.EdrContext | null = null

async function createProvider(
  parameters: StartEdrParameters & { readonly chainId: number; readonly genesisTimestamp: number },
): Promise<Edr.Provider> {
  const { chainId, genesisTimestamp, gasLimit = 3_000_000_000 } = parameters
  const edr = loadEdr()
  // One context serves all nodes of a process.
  if (context === null) {
    context = new edr.EdrContext()
    await context.registerProviderFactory(edr.GENERIC_CHAIN_TYPE, edr.genericChainProviderFactory())
  }
  return context.createProvider(
    edr.GENERIC_CHAIN_TYPE,
    {
      allowBlocksWithSameTimestamp: false,
      allowUnlimitedContractSize: true,
      bailOnCallFailure: true,
      bailOnTransactionFailure: false,
      blockGasLimit: BigInt(gasLimit),
      chainId: BigInt(chainId),
      coinbase: new Uint8Array(20),
      genesisState: edr.l1GenesisState(edr.l1HardforkFromString(hardfork)),
      hardfork,
      initialBaseFeePerGas: 10n ** 9n,
      initialDate: BigInt(genesisTimestamp),
      minGasPrice: 0n,
      mining: { autoMine: false, memPool: { order: edr.MineOrdering.Fifo } },
      networkId: BigInt(chainId),
      observability: {},
      ownedAccounts: [],
      precompileOverrides: [],
      transactionGasCap: BigInt(gasLimit),
    },
    { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined },
    { subscriptionCallback: () => undefined },
    edr.ContractDecoder.withContracts({}),
  )
}

/** The native part of Hardhat, which is a dependency of it and is looked up from there. */
function loadEdr(): typeof Edr {
  const requireFromHardhat = createRequire(createRequire(import.meta.url).resolve('hardhat/package.json'))
  return requireFromHardhat('@nomicfoundation/edr') as typeof Edr
}

async function answer(node: EdrNode, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, corsHeaders).end()
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as EdrRequest | EdrRequest[]
  const text = Array.isArray(body)
    ? `[${(await Promise.all(body.map((part) => node.answer(part)))).join(',')}]`
    : await node.answer(body)
  response.writeHead(200, { 'content-type': 'application/json', ...corsHeaders }).end(text)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
