import type { ChainConfig } from '../domain/chainConfig'
import type { Progress } from '../domain/coverage'
import type { BlockRef } from '../domain/primitives'
import { AppError, CancelledError, NoRpcEndpointError, WrongChainError } from '../errors'
import type { OpenChainCache } from './chainCache'
import type { ChainClient } from './chainClient'
import { fetchBlock } from './fetchBlock'
import { fetchBlockHash } from './fetchBlockHash'
import { createReadAhead } from './createReadAhead'
import { fetchFinalBlockNumber, laggingBlocks } from './fetchFinalBlockNumber'
import { rememberTimestamps } from './fetchTimestamps'
import { parseQuantity } from './parseQuantity'
import { parseRpcUrl } from './parseRpcUrl'
import { createRpcTransport, defaultRetryPolicy } from './rpcTransport'
import type { RpcTransport } from './rpcTransport'
import { createWalletTransport } from './walletTransport'
import type { WalletRequest } from './walletTransport'

export interface ChainClientParameters {
  readonly config: ChainConfig
  /** Endpoints in the order in which they are tried. Not used when `walletRequest` is given. */
  readonly rpcUrls: readonly string[]
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Reads logs from all endpoints side by side, as far as they agree. */
  readonly sideBySide?: boolean | undefined
  /** Reads through the connected wallet instead of an endpoint. */
  readonly walletRequest?: WalletRequest | undefined
  /** Opens what earlier visits kept of the chain. */
  readonly openCache?: OpenChainCache | undefined
  /** Names what the chain is asked, equal for visits that read the same: what the last one read at its block is then read ahead. */
  readonly question?: string | undefined
  /** Handed on to who prices tokens. */
  readonly priceServiceUrl?: string | undefined
}

/** While another endpoint is left to try, the first question is given up sooner: a dead host must not hold the report up. */
const impatience = { retry: { ...defaultRetryPolicy, maxRetries: 1 }, limits: { timeoutMs: 8_000 } }

/** What is read in the background is told once nothing else was for so long. */
const QUIET_MS = 2_000

/** An endpoint: how it is asked for its chain, and how it is read once it has answered. */
interface Candidate {
  /** `null` for the connected wallet. */
  readonly url: string | null
  createProbe(): RpcTransport
  create(): RpcTransport
}

function listCandidates({ rpcUrls, walletRequest }: ChainClientParameters): readonly Candidate[] {
  if (walletRequest) {
    const create = () => createWalletTransport(walletRequest)
    return [{ url: null, createProbe: create, create }]
  }
  return rpcUrls.map((url, index) => ({
    url,
    createProbe: () => createRpcTransport(parseRpcUrl(url), index < rpcUrls.length - 1 ? impatience : {}),
    create: () => createRpcTransport(parseRpcUrl(url)),
  }))
}

async function checkChain(transport: RpcTransport, { config, signal }: ChainClientParameters): Promise<void> {
  const { chainId } = config
  const actual = parseQuantity(await transport.request('eth_chainId', [], signal), 'chain id')
  if (actual !== chainId) throw new WrongChainError(transport.host, chainId, actual)
}

/** The first endpoint that passes a check, and what the check gave; each one's failure is kept for the case that all fail. */
async function chooseTransport<T>(
  parameters: ChainClientParameters,
  check: (probe: RpcTransport) => Promise<T>,
): Promise<{ readonly transport: RpcTransport; readonly checked: T; readonly url: string | null }> {
  const { config } = parameters
  const failures: AppError[] = []
  for (const candidate of listCandidates(parameters)) {
    try {
      const checked = await check(candidate.createProbe())
      return { transport: candidate.create(), checked, url: candidate.url }
    } catch (error) {
      if (!(error instanceof AppError) || error instanceof CancelledError) throw error
      failures.push(error)
    }
  }
  const [only, ...others] = failures
  if (only && others.length === 0) throw only
  const sentences = failures.map((failure) => [failure.shortMessage, failure.details].filter(Boolean).join(' '))
  throw new NoRpcEndpointError(config.name, {
    details: failures.length === 0 ? 'No endpoint is set.' : sentences.join(' '),
    cause: only,
  })
}

/**
 * Opens one chain for one report: tries the endpoints in order, checks that the first one that answers is of the right
 * chain, and stays with it, so that no report mixes endpoints.
 *
 * Reads `eth_chainId`. Where there is a cache, it is compared with the chain while the client is used already.
 *
 * @throws the only endpoint's own named error (`WrongChainError`, `RpcUnreachableError`, `InvalidRpcUrlError`, ...), or
 * `NoRpcEndpointError` with each one's reason in `details`.
 */
export async function createChainClient(parameters: ChainClientParameters): Promise<ChainClient> {
  const { transport } = await chooseTransport(parameters, (probe) => checkChain(probe, parameters))
  return withCache(createClient(parameters, transport), parameters, null)
}

/**
 * Opens one chain as `createChainClient` does, and reads its newest block side by side with the check: an endpoint that does not give
 * it is passed over as well.
 *
 * Reads `eth_chainId` and `eth_getBlockByNumber`.
 *
 * @throws as `createChainClient`.
 */
export async function openChainAtHead(
  parameters: ChainClientParameters,
): Promise<{ readonly client: ChainClient; readonly head: BlockRef }> {
  const { transport, checked, url } = await chooseTransport(parameters, (probe) =>
    Promise.all([fetchBlock(createClient(parameters, probe), 'latest'), checkChain(probe, parameters)]),
  )
  const [head] = checked
  const alone = createClient(parameters, transport)
  rememberTimestamps(alone, [{ blockNumber: head.number, timestamp: head.timestamp }])
  const client = parameters.sideBySide === true ? { ...alone, helpers: findHelpers(parameters, url, head) } : alone
  return { client: withCache(client, parameters, head), head }
}

/** The other endpoints that are of the chain and have its newest block, with the same hash. One that is behind or fails is left out. */
async function findHelpers(
  parameters: ChainClientParameters,
  usedUrl: string | null,
  head: BlockRef,
): Promise<readonly ChainClient[]> {
  const others = parameters.rpcUrls.filter((url) => url !== usedUrl)
  const found = await Promise.all(
    (usedUrl === null ? [] : others).map(async (url): Promise<readonly ChainClient[]> => {
      try {
        const probe = createRpcTransport(parseRpcUrl(url), impatience)
        const [hash] = await Promise.all([
          fetchBlockHash(createClient(parameters, probe), head.number),
          checkChain(probe, parameters),
        ])
        if (hash !== head.hash.toLowerCase()) return []
        return [createClient(parameters, createRpcTransport(parseRpcUrl(url)))]
      } catch {
        return []
      }
    }),
  )
  return found.flat()
}

function createClient(
  { config, signal, onProgress, priceServiceUrl }: ChainClientParameters,
  transport: RpcTransport,
): ChainClient {
  let toldAt = -Infinity
  const tell: ChainClient['report'] = (progress) => onProgress({ ...progress, chainId: config.chainId })
  return {
    config,
    host: transport.host,
    signal,
    request: (method, params) => transport.request(method, params, signal),
    report: (progress) => {
      toldAt = Date.now()
      tell(progress)
    },
    later: {
      request: (method, params) => transport.request(method, params, signal, true),
      report: (progress) => {
        if (Date.now() - toldAt >= QUIET_MS) tell(progress)
      },
    },
    memo: new Map(),
    priceServiceUrl,
  }
}

/** Gives a client what earlier visits kept, and where the report's block is known, begins to read ahead at it. */
function withCache(client: ChainClient, { config, openCache, question }: ChainClientParameters, head: BlockRef | null) {
  if (openCache === undefined) return client
  const cache = openCache({
    chainId: config.chainId,
    fetchFinalBlockNumber: () => fetchFinalBlockNumber(client),
    maxFinalBlockNumber: head === null ? undefined : head.number - laggingBlocks,
    fetchBlockHash: (blockNumber) => fetchBlockHash(client, blockNumber),
  })
  if (head === null || question === undefined) return { ...client, cache }
  return { ...client, cache, ahead: createReadAhead(client, cache, head.number, question) }
}
