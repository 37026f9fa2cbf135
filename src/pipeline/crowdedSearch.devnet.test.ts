import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { crowdedPool } from '../../e2e/devnet/stories/crowdedPool'
import type { CrowdedPoolCast, CrowdedPoolParameters } from '../../e2e/devnet/stories/crowdedPool'
import type { ReportPool } from '../domain/report'
import { findPool, makeReport } from './makeReport.fixture'

const CAP = 10_000
const SIZE: CrowdedPoolParameters =
  process.env['MINNOW_FULL_CROWD'] === undefined ? { blocks: 600_000, positions: 500, owners: 150 } : {}
const MINT = '0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde'
const TRIE_ROOT = '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

/** An endpoint with a cap on blocks, with archive state or without, that counts what it is asked. */
class CappedEndpoint {
  readonly counts = new Map<string, number>()
  poolLogs = 0

  constructor(
    readonly replica: Replica<CrowdedPoolCast>,
    readonly head: number,
    readonly hasArchiveState: boolean,
  ) {}

  readonly request = async (_chainId: number, method: string, params: readonly unknown[]): Promise<unknown> => {
    this.counts.set(method, (this.counts.get(method) ?? 0) + 1)
    if (method === 'eth_getLogs') this.#checkLogs(params[0] as LogQuery)
    const block = method === 'eth_call' || method === 'eth_getCode' ? Number(params[1]) : this.head
    if (!this.hasArchiveState && block < this.head - 128) {
      throw rpcError(-32_000, `missing trie node ${TRIE_ROOT} (path ) state 0x${TRIE_ROOT} is not available`)
    }
    const response = await fetch(this.replica.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { readonly result?: unknown; readonly error?: object }
    if (error !== undefined) throw Object.assign(new Error(), error)
    return result
  }

  #checkLogs({ address, topics, fromBlock, toBlock }: LogQuery): void {
    const isOfPool =
      [address].flat().some((one) => String(one).toLowerCase() === this.replica.cast.pool.toLowerCase()) &&
      [topics[0]].flat().includes(MINT)
    if (Number(toBlock) - Number(fromBlock) + 1 > CAP) throw rpcError(-32_602, `query exceeds max block range ${CAP}`)
    if (isOfPool) this.poolLogs++
  }
}

interface LogQuery {
  readonly address: unknown
  readonly topics: readonly unknown[]
  readonly fromBlock: string
  readonly toBlock: string
}

function rpcError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code })
}

describe.each(['old', 'new'] as const)(
  'a crowded pool on a long chain, the whale’s main position being %s',
  (whale) => {
    let replica: Replica<CrowdedPoolCast>
    let head: number
    /** Requests for the pool's logs that a scan of its whole life takes at least. */
    let fullScan: number

    beforeAll(async () => {
      replica = await startReplica(crowdedPool({ whale, ...SIZE }))
      head = Number(await replica.client.getBlockNumber())
      fullScan = Math.ceil((head - replica.cast.blocks.pool + 1) / CAP)
    }, 900_000)
    afterAll(() => replica.stop())

    test.each([true, false])(
      'is proven with few requests for the pool’s logs (archive state: %s)',
      async (hasArchiveState) => {
        const endpoint = new CappedEndpoint(replica, head, hasArchiveState)
        const steps = new Set<string>()
        const partial: ReportPool[] = []
        const { retail, pool } = replica.cast
        const report = await makeReport('', {
          wallet: retail,
          pool,
          viaWallet: true,
          hooks: {
            walletRequest: endpoint.request,
            onProgress: ({ step }) => void steps.add(step),
            onPartial: ({ chains }) => void partial.push(...(chains[0]?.pools ?? [])),
          },
        })
        const found = findPool(report, pool)
        console.info(
          `Whale ${whale}, archive state ${hasArchiveState}: ${endpoint.poolLogs} of ${fullScan} requests for the pool's logs.`,
        )
        expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
        expect(endpoint.poolLogs).toBeLessThanOrEqual(fullScan)
        // Without archive state the fees at the window's start are replayed from the pool's own logs, and the search shares those.
        if (hasArchiveState) expect(endpoint.poolLogs).toBeLessThan(0.15 * fullScan)
        expect(partial.some((shown) => shown.whale?.claim === 'largest found')).toBe(true)
        expect([...steps].some((step) => /is not explained yet/.test(step))).toBe(true)
      },
      600_000,
    )
  },
)
