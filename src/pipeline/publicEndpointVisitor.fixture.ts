import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import type { CrowdedPoolCast } from '../../e2e/devnet/stories/crowdedPool'
import { createFaultScenario } from '../../e2e/faults/faultScenarios'
import { rangesWithCap } from '../../e2e/faults/limitMessages'
import { rangeCap } from '../../e2e/faults/rangeCap'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import { createCache } from '../cache/createCache'
import { createFallbackStore } from '../cache/fallbackStore'
import { openIndexedDbStore } from '../cache/indexedDbStore'
import type { KeptChain } from '../cache/keptChain'
import type { PoolReport } from '../domain/poolReport'
import type { ReportPool } from '../domain/report'
import type { PoolWindowChoice } from '../domain/request'
import { makePoolReport } from './everyone/makePoolReport.fixture'
import { findPool, makeReport } from './makeReport.fixture'

/** Requests until something was shown, refused ones too; `null` where it was not before the end. */
interface Shown {
  held: number | null
  own: number | null
  whale: number | null
  provenWhale: number | null
}

/** What a visit found, when it was shown, and what it asked for in all. */
export interface PublicVisit {
  readonly found: ReportPool
  readonly shown: Readonly<Shown>
  readonly requests: number
}

/** What a visit of the pool's own page found, and what it asked for until each of its parts was shown. */
export interface PublicPoolVisit {
  readonly report: PoolReport
  /** Everybody, as first shown. */
  readonly everyone: PoolReport | null
  readonly shown: Readonly<{ whale: number | null; provenWhale: number | null; everyone: number | null }>
  readonly requests: number
}

/** The scenario `public-endpoint`, or one that gives 10,000 blocks at once and is the same otherwise. */
function createScenario(cap: 1_000 | 10_000): RpcScenario {
  const scenario = createFaultScenario('public-endpoint', 1)
  if (cap === 1_000) return scenario
  const [rate, , state] = scenario.faults ?? []
  const [error] = rangesWithCap
  if (rate === undefined || state === undefined || error === undefined) throw new Error('This is another scenario.')
  return { ...scenario, faults: [rate, rangeCap(cap, error), state] }
}

/** A browser that looks at a crowded pool through a public endpoint: few blocks of logs at once, no archive state, a limited rate. */
export class PublicEndpointVisitor {
  readonly #storage = new IDBFactory()

  private constructor(
    readonly cast: CrowdedPoolCast,
    readonly proxy: RpcProxy,
  ) {}

  static async start(
    { rpcUrl, cast }: SharedReplica<CrowdedPoolCast>,
    cap: 1_000 | 10_000,
  ): Promise<PublicEndpointVisitor> {
    return new PublicEndpointVisitor(cast, await startRpcProxy(rpcUrl, createScenario(cap)))
  }

  stop(): Promise<void> {
    return this.proxy.stop()
  }

  /** Looks at the pool once. What is read is kept for the next visit. */
  async visit(): Promise<PublicVisit> {
    const { proxy, cast } = this
    const opened: KeptChain[] = []
    const cache = createCache(
      createFallbackStore(
        () => openIndexedDbStore(this.#storage),
        async () => undefined,
      ),
    )
    proxy.reset()
    const shown: Shown = { held: null, own: null, whale: null, provenWhale: null }
    try {
      const report = await makeReport(proxy.url, {
        wallet: cast.retail,
        pool: cast.pool,
        hooks: {
          openCache: (source) => {
            const kept = cache.openChain(source)
            opened.push(kept)
            return kept
          },
          onPartial: ({ chains }) => {
            if (chains[0]?.holdings !== undefined) shown.held ??= proxy.requests
            const [pool] = chains[0]?.pools ?? []
            if (pool === undefined) return
            shown.own ??= proxy.requests
            if (pool.whale !== null) shown.whale ??= proxy.requests
            if (pool.whale?.claim === 'largest') shown.provenWhale ??= proxy.requests
          },
        },
      })
      const { requests } = proxy
      return { found: findPool(report, cast.pool), shown, requests }
    } finally {
      await Promise.all(opened.map((kept) => kept.flush()))
    }
  }

  /** Looks at everybody in the pool over a window. Nothing is kept. */
  async visitPool(window: PoolWindowChoice): Promise<PublicPoolVisit> {
    const { proxy, cast } = this
    proxy.reset()
    const shown: { -readonly [part in keyof PublicPoolVisit['shown']]: number | null } = {
      whale: null,
      provenWhale: null,
      everyone: null,
    }
    let everyone: PoolReport | null = null
    const report = await makePoolReport(proxy.url, {
      pool: cast.pool,
      window,
      hooks: {
        onPartial: (partial, phase) => {
          const { whale } = partial
          if (whale !== null) shown.whale ??= proxy.requests
          if (whale?.claim === 'largest') shown.provenWhale ??= proxy.requests
          if (phase !== 'everyone') return
          everyone = partial
          shown.everyone = proxy.requests
        },
      },
    })
    return { report, everyone, shown, requests: proxy.requests }
  }
}
