import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { Replica } from '../../e2e/devnet/startReplica'
import type { CrowdedPoolCast } from '../../e2e/devnet/stories/crowdedPool'
import { createCache } from '../cache/createCache'
import { createFallbackStore } from '../cache/fallbackStore'
import { openIndexedDbStore } from '../cache/indexedDbStore'
import type { KeptChain } from '../cache/keptChain'
import type { CacheStore } from '../cache/store'
import type { PoolReport } from '../domain/poolReport'
import type { Address, Hex } from '../domain/primitives'
import type { Report, ReportPool } from '../domain/report'
import type { PoolWindowChoice } from '../domain/request'
import { poolTopics } from '../protocols/uniswapV3/eventTopics'
import { makePoolReport } from './everyone/makePoolReport.fixture'
import { findPool, makeReport } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'

/** Blocks that the endpoint gives at once. */
const CAP = 10_000
/** Blocks whose state it keeps without archive state. */
const KEPT_STATES = 128
const TRIE_ROOT = '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

interface LogQuery {
  readonly address: unknown
  readonly topics: readonly unknown[]
  readonly fromBlock: string
  readonly toBlock: string
}

/** A quarter of an hour on, the wallet opens a position, it and the whale collect twice, another owner leaves in part; gives the newest block. */
export async function goOn({ story, cast, client }: Replica<CrowdedPoolCast>): Promise<number> {
  const [retail, whale, third] = (['late retail', 'whale', 'third'] as const).map((name) => story.wallet(name))
  const pool = story.pools.find(({ address }) => address === cast.pool)
  const positionOf = (owner: Address) => story.positions().find((position) => position.owner === owner)?.tokenId
  if (!retail || !whale || !third || !pool) throw new Error('This is another story.')
  story.blocks.moveTo(story.blocks.timestamp + 900)
  await retail.mint(pool, { from: pool.price * 0.8, to: pool.price * 1.2 }, { worth: 900 })
  const position = positionOf(retail.address) as bigint
  await retail.collect(position)
  await whale.collect(cast.whaleTokenId)
  await retail.collect(position)
  await whale.collect(cast.whaleTokenId)
  await third.withdrawAndCollect(positionOf(third.address) as bigint, { share: 0.5 })
  await story.blocks.mineEmpty()
  return Number(await client.getBlockNumber())
}

/** A log as the node gives it. */
interface NodeLog {
  readonly topics: readonly Hex[]
  readonly transactionHash: Hex
}

/** What a visit found, and what it asked for. */
export interface CrowdVisit {
  readonly report: Report
  readonly found: ReportPool
  readonly partial: readonly ReportPool[]
  readonly steps: ReadonlySet<string>
}

/** What a visit of the pool's own page found. */
export interface CrowdPoolVisit {
  readonly report: PoolReport
  /** The largest owner as it was shown before everybody else was known, each time another one led or it was proven. */
  readonly whales: readonly PoolReport[]
  /** Requests until that was proven. */
  readonly untilProven: number
}

/** A browser that looks at a crowded pool through an endpoint with a cap on blocks, with archive state or without, and counts what it asks. */
export class CrowdVisitor {
  /** Requests for the pool's deposits, and all others. */
  poolLogs = 0
  requests = 0
  /** Those that have no answer yet. */
  open = 0
  /** Logs that the endpoint leaves out without a word. */
  isLost: (log: NodeLog) => boolean = () => false
  /** Questions for logs that the endpoint refuses. */
  isRefused: (query: LogQuery) => boolean = () => false
  readonly #storage = new IDBFactory()

  constructor(
    readonly replica: Replica<CrowdedPoolCast>,
    /** The newest block. */
    public head: number,
    readonly hasArchiveState: boolean,
  ) {}

  /** What is kept between visits. */
  openStore(): Promise<CacheStore> {
    return openIndexedDbStore(this.#storage)
  }

  /** Requests for the pool's logs that a scan of its whole life takes at least. */
  get fullScan(): number {
    return Math.ceil((this.head - this.replica.cast.blocks.pool + 1) / CAP)
  }

  /** Looks at the pool once. What it reads is kept for the next visit. */
  async visit(hooks: ReportQuestion['hooks'] = {}): Promise<CrowdVisit> {
    const { retail, pool } = this.replica.cast
    const steps = new Set<string>()
    const partial: ReportPool[] = []
    const opened: KeptChain[] = []
    const cache = createCache(
      createFallbackStore(
        () => openIndexedDbStore(this.#storage),
        async () => undefined,
      ),
    )
    try {
      const report = await makeReport('', {
        wallet: retail,
        pool,
        viaWallet: true,
        hooks: {
          openCache: (source) => {
            const kept = cache.openChain(source)
            opened.push(kept)
            return kept
          },
          ...hooks,
          walletRequest: this.#request,
          onProgress: (progress) => {
            steps.add(progress.step)
            hooks.onProgress?.(progress)
          },
          onPartial: ({ chains }) => void partial.push(...(chains[0]?.pools ?? [])),
        },
      })
      return { report, found: findPool(report, pool), partial, steps }
    } finally {
      await Promise.all(opened.map((kept) => kept.flush()))
    }
  }

  /** Looks at everybody in the pool. Nothing is kept. */
  async visitPool(window: PoolWindowChoice): Promise<CrowdPoolVisit> {
    const whales: PoolReport[] = []
    let untilProven = 0
    const report = await makePoolReport('', {
      pool: this.replica.cast.pool,
      window,
      viaWallet: true,
      hooks: {
        walletRequest: this.#request,
        onPartial: (partial, phase) => {
          if (phase !== 'whale') return
          whales.push(partial)
          if (partial.whale?.claim === 'largest') untilProven = this.requests
        },
      },
    })
    return { report, whales, untilProven }
  }

  readonly #request = async (_chainId: number, method: string, params: readonly unknown[]): Promise<unknown> => {
    this.requests++
    this.open++
    try {
      if (method === 'eth_getLogs') this.#countLogs(params[0] as LogQuery)
      const block = method === 'eth_call' || method === 'eth_getCode' ? Number(params[1]) : this.head
      if (!this.hasArchiveState && block < this.head - KEPT_STATES) {
        throw rpcError(-32_000, `missing trie node ${TRIE_ROOT} (path ) state 0x${TRIE_ROOT} is not available`)
      }
      const response = await fetch(this.replica.rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      })
      const { result, error } = (await response.json()) as { readonly result?: unknown; readonly error?: object }
      if (error !== undefined) throw Object.assign(new Error(), error)
      return method === 'eth_getLogs' ? (result as readonly NodeLog[]).filter((log) => !this.isLost(log)) : result
    } finally {
      this.open--
    }
  }

  #countLogs({ address, topics, fromBlock, toBlock }: LogQuery): void {
    if (Number(toBlock) - Number(fromBlock) + 1 > CAP) throw rpcError(-32_602, `query exceeds max block range ${CAP}`)
    if (this.isRefused({ address, topics, fromBlock, toBlock })) throw rpcError(-32_601, 'these events are not given')
    const isOfPool = [address].flat().some((one) => String(one).toLowerCase() === this.replica.cast.pool.toLowerCase())
    if (isOfPool && [topics[0]].flat().includes(poolTopics.mint)) this.poolLogs++
  }
}

function rpcError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code })
}
