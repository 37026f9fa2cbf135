import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { getAddress } from 'viem'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createBoxTest } from '../domain/logBox'
import type { LogBox } from '../domain/logBox'
import type { Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import { hashOf } from './arbitraryLogs.fixture'
import type { ChainSource } from './chainSource'
import { createCache } from './createCache'
import { createLogsEntry } from './entries'
import { createFallbackStore } from './fallbackStore'
import type { FallbackStore } from './fallbackStore'
import { openIndexedDbStore } from './indexedDbStore'
import type { KeptChain } from './keptChain'
import type { CacheStore } from './store'

const address: Hex = `0x${'ab'.repeat(20)}`
const topic: Hex = `0x${'1'.repeat(64)}`

/** A chain: its history has a name, and its blocks' hashes follow from it. */
class TestChain implements ChainSource {
  readonly chainId: number
  history = 1
  head: number
  asked = 0
  isDown = false

  constructor({ chainId = 1, history = 1, head = 10_000 } = {}) {
    this.chainId = chainId
    this.history = history
    this.head = head
  }

  async fetchFinalBlockNumber(): Promise<number> {
    this.#answer()
    return this.head - 100
  }

  async fetchBlockHash(blockNumber: number): Promise<Hex | null> {
    this.#answer()
    return blockNumber > this.head ? null : hashOf(this.history, blockNumber)
  }

  #answer(): void {
    this.asked++
    if (this.isDown) throw new Error('down')
  }

  /** One log in every tenth block. */
  logsOf(box: LogBox): readonly RawLog[] {
    const logs = Array.from({ length: Math.floor(this.head / 10) + 1 }, (_, index): RawLog => {
      const blockNumber = 10 * index
      return {
        address: getAddress(address),
        topics: [topic],
        data: `0x${String(this.history).padStart(64, '0')}`,
        blockNumber,
        blockHash: hashOf(this.history, blockNumber),
        logIndex: blockNumber % 7,
        transactionHash: hashOf(this.history, blockNumber, 1),
        timestamp: blockNumber % 20 === 0 ? 1_600_000_000 + 12 * blockNumber : null,
      }
    })
    return logs.filter(createBoxTest(box))
  }
}

const boxOf = (fromBlock: number, toBlock: number, values: Partial<LogBox> = {}): LogBox => ({
  addresses: [address],
  topics: [[topic]],
  range: { fromBlock, toBlock },
  ...values,
})

function openStore(factory = new IDBFactory()): FallbackStore {
  return createFallbackStore(
    () => openIndexedDbStore(factory),
    async () => undefined,
  )
}

async function keep(kept: KeptChain, chain: TestChain, ...boxes: readonly LogBox[]): Promise<void> {
  for (const box of boxes) kept.addLogs(box, chain.logsOf(box))
  await kept.flush()
}

/** Everything that is there for the test's event: blocks as `from-to`, and the logs. */
async function readAll(kept: KeptChain) {
  const rows = await kept.listLogs(boxOf(0, 1))
  const read = await kept.readLogs(rows)
  const whole = rows.filter(({ id }) => read.has(id)).sort((a, b) => a.box.range.fromBlock - b.box.range.fromBlock)
  return {
    ranges: whole.map(({ box }) => `${box.range.fromBlock}-${box.range.toBlock}`),
    logs: whole.flatMap(({ id }) => read.get(id) ?? []),
  }
}

const nothingKept = { ranges: [], logs: [] }

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function readFact(kept: KeptChain, kind: string, key: string): Promise<string | null> {
  return (await kept.readFacts(kind, [key])).get(key) ?? null
}

describe('createCache', () => {
  test('default: what one visit reads, the next one finds, up to the final block', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    const first = createCache(openStore(factory)).openChain(chain)
    expect(await readAll(first)).toEqual(nothingKept)
    await keep(first, chain, boxOf(200, 10_000))
    expect(await readAll(first)).toMatchObject({ ranges: ['200-9900'] })

    const second = createCache(openStore(factory)).openChain(chain)
    expect(await readAll(second)).toEqual({ ranges: ['200-9900'], logs: chain.logsOf(boxOf(200, 9_900)) })
  })

  test('behavior: the first visit asks for two blocks, and the next for the anchor alone before it answers', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keep(createCache(openStore(factory)).openChain(chain), chain, boxOf(0, 10_000))
    expect(chain.asked).toBe(2)
    chain.asked = 0
    await readAll(createCache(openStore(factory)).openChain(chain))
    expect(chain.asked).toBe(1)
  })

  test('behavior: pieces that touch become one row, others stay apart, and none lies above the final block', async () => {
    const chain = new TestChain()
    const kept = createCache(openStore()).openChain(chain)
    await keep(
      kept,
      chain,
      boxOf(500, 599),
      boxOf(100, 199),
      boxOf(200, 349),
      boxOf(9_850, 9_950),
      boxOf(9_951, 10_000),
    )
    expect((await readAll(kept)).ranges).toEqual(['100-349', '500-599', '9850-9900'])
  })

  test('behavior: a chain that has hardly begun keeps nothing', async () => {
    const chain = new TestChain({ head: 50 })
    const kept = createCache(openStore()).openChain(chain)
    await keep(kept, chain, boxOf(0, 50))
    expect(await readAll(kept)).toEqual(nothingKept)
  })

  test('behavior: rows are not too large, and cover the same blocks', { timeout: 30_000 }, async () => {
    const chain = new TestChain({ head: 300_000 })
    const kept = createCache(openStore()).openChain(chain)
    const box = boxOf(5, 299_000)
    await keep(kept, chain, box)
    const { ranges, logs } = await readAll(kept)
    expect(ranges).toEqual(['5-80000', '80001-160000', '160001-240000', '240001-299000'])
    expect(logs).toEqual(chain.logsOf(box))
  })

  test('behavior: two seconds after a piece came it is written', async () => {
    vi.useFakeTimers()
    const factory = new IDBFactory()
    const chain = new TestChain()
    const cache = createCache(openStore(factory))
    const kept = cache.openChain(chain)
    kept.addLogs(boxOf(0, 500), chain.logsOf(boxOf(0, 500)))
    await vi.advanceTimersByTimeAsync(2_000)
    vi.useRealTimers()
    await vi.waitFor(async () => expect((await cache.fetchState()).bytes).toBeGreaterThan(0))
    expect((await readAll(createCache(openStore(factory)).openChain(chain))).ranges).toEqual(['0-500'])
  })

  test('behavior: other contracts, events and chains have their own', async () => {
    const store = openStore()
    const chain = new TestChain()
    const other = new TestChain({ chainId: 10, history: 5 })
    const cache = createCache(store)
    const kept = cache.openChain(chain)
    await keep(kept, chain, boxOf(0, 99))
    const mint = { topics: [[`0x${'2'.repeat(64)}`]] }
    expect(await kept.listLogs(boxOf(0, 99, mint))).toEqual([])
    kept.addLogs(boxOf(0, 99, { ...mint, addresses: null }), [])
    await kept.flush()
    expect((await kept.listLogs(boxOf(0, 99, mint))).map(({ box }) => box)).toEqual([
      boxOf(0, 99, { ...mint, addresses: null }),
    ])
    expect(await readAll(cache.openChain(other))).toEqual(nothingKept)
    await keep(cache.openChain(other), other, boxOf(0, 199))
    expect((await readAll(cache.openChain(chain))).ranges).toEqual(['0-99'])
  })

  test('behavior: rows that a larger one replaces are gone', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    const kept = createCache(openStore(factory)).openChain(chain)
    await keep(kept, chain, boxOf(0, 99), boxOf(200, 299))
    const rows = await kept.listLogs(boxOf(0, 1))
    kept.addLogs(boxOf(0, 299), chain.logsOf(boxOf(0, 299)), rows)
    await kept.flush()
    expect((await readAll(kept)).ranges).toEqual(['0-299'])
    expect((await readAll(createCache(openStore(factory)).openChain(chain))).ranges).toEqual(['0-299'])
  })

  test('behavior: facts of final blocks are kept', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    const kept = createCache(openStore(factory)).openChain(chain)
    kept.addFacts('time', [{ key: '9000', blockNumber: 9_000, text: '1600' }])
    kept.addFacts('receipt', [{ key: '0xaa', blockNumber: 9_000, text: '{"a":\n1}' }])
    kept.addFacts('receipt', [{ key: '0xbb', blockNumber: 9_901, text: 'too new' }])
    kept.addFacts('receipt', [{ key: '0xcc', blockNumber: 9_000, text: 'x'.repeat(400_000) }])
    await kept.flush()
    const next = createCache(openStore(factory)).openChain(chain)
    expect(await readFact(next, 'time', '9000')).toBe('1600')
    expect(await readFact(next, 'receipt', '0xaa')).toBe('{"a":\n1}')
    for (const key of ['0xbb', '0xcc', '9000', '0xa']) expect(await readFact(next, 'receipt', key)).toBe(null)
  })

  test('behavior: a state, and clearing it while a report is being made', async () => {
    const chain = new TestChain()
    const cache = createCache(openStore())
    expect(await cache.fetchState()).toEqual({ bytes: 0, maxBytes: 200_000_000, storage: 'kept' })
    const kept = cache.openChain(chain)
    await keep(kept, chain, boxOf(0, 9_000))
    const { bytes } = await cache.fetchState()
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(150_000)
    await cache.clear()
    expect((await cache.fetchState()).bytes).toBe(0)
    // Its first write finds that it was cleared, and the next one begins anew.
    await keep(kept, chain, boxOf(0, 99))
    await keep(kept, chain, boxOf(0, 99))
    expect(await readAll(kept)).toMatchObject({ ranges: ['0-99'], logs: chain.logsOf(boxOf(0, 99)) })
  })
})

describe('a chain that is another one', () => {
  async function keepOne(factory: IDBFactory, chain = new TestChain()): Promise<void> {
    const kept = createCache(openStore(factory)).openChain(chain)
    kept.addFacts('time', [{ key: '9000', blockNumber: 9_000, text: '1600' }])
    await keep(kept, chain, boxOf(0, 10_000))
  }

  const others: readonly [string, TestChain][] = [
    ['with another history at the same length', new TestChain({ history: 2 })],
    ['with another history, shorter', new TestChain({ history: 2, head: 3_000 })],
    ['with the same beginning, but shorter', new TestChain({ head: 9_000 })],
    ['with another history, longer', new TestChain({ history: 2, head: 50_000 })],
  ]
  test.each(others)('behavior: %s: everything of it is dropped, and the new one is kept', async (_, other) => {
    const factory = new IDBFactory()
    await keepOne(factory)
    const cache = createCache(openStore(factory))
    const kept = cache.openChain(other)
    expect(await readAll(kept)).toEqual(nothingKept)
    expect(await readFact(kept, 'time', '9000')).toBe(null)
    expect((await cache.fetchState()).bytes).toBe(0)
    await keep(kept, other, boxOf(0, 2_000))
    const next = createCache(openStore(factory)).openChain(other)
    expect(await readAll(next)).toEqual({ ranges: ['0-2000'], logs: other.logsOf(boxOf(0, 2_000)) })
  })

  test('behavior: what is replaced while it is being read is never mixed with the new one', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    const old = createCache(openStore(factory)).openChain(chain)
    await keep(old, chain, boxOf(0, 999))
    // The node is started anew: one page goes on with the old report, another one begins.
    const other = new TestChain({ history: 2 })
    const fresh = createCache(openStore(factory)).openChain(other)
    await keep(fresh, other, boxOf(0, 499))
    await keep(old, chain, boxOf(1_000, 1_999))
    expect(await readAll(createCache(openStore(factory)).openChain(other))).toMatchObject({
      logs: other.logsOf(boxOf(0, 499)),
    })
    const rows = await (await createCache(openStore(factory)).openChain(other)).listLogs(boxOf(0, 1))
    expect(rows.map(({ box }) => box.range)).toEqual([{ fromBlock: 0, toBlock: 499 }])
  })

  test('behavior: an old report that looks for more sees nothing of the new history', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keepOne(factory, chain)
    const old = createCache(openStore(factory)).openChain(chain)
    expect(await readFact(old, 'time', '9000')).toBe('1600')
    const other = new TestChain({ history: 2 })
    await keep(createCache(openStore(factory)).openChain(other), other, boxOf(0, 999))
    expect(await readAll(old)).toEqual(nothingKept)
    expect(await readFact(old, 'time', '9000')).toBe(null)
  })

  test('behavior: a final block that is replaced all the same is noticed', async () => {
    const factory = new IDBFactory()
    await keepOne(factory)
    const other = new TestChain({ history: 2, head: 9_950 })
    expect(await readAll(createCache(openStore(factory)).openChain(other))).toEqual(nothingKept)
  })

  test('behavior: an endpoint that does not answer costs nothing but the cache', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keepOne(factory, chain)
    chain.isDown = true
    const kept = createCache(openStore(factory)).openChain(chain)
    expect(await readAll(kept)).toEqual(nothingKept)
    await keep(kept, chain, boxOf(0, 10))
    expect(await readFact(kept, 'time', '9000')).toBe(null)
    expect(await kept.forgetReadLogs()).toBe(false)
    chain.isDown = false
    expect((await readAll(createCache(openStore(factory)).openChain(chain))).ranges).toEqual(['0-9900'])
  })

  test('behavior: the anchor follows the chain, in large steps', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keepOne(factory, chain)
    for (const [head, range] of [
      [10_010, '0-9900'],
      [10_200, '0-9900'],
      [10_400, '0-10300'],
    ] as const) {
      chain.head = head
      const kept = createCache(openStore(factory)).openChain(chain)
      await readAll(kept)
      await keep(kept, chain, boxOf(9_901, head))
      const { ranges, logs } = await readAll(createCache(openStore(factory)).openChain(chain))
      expect(`${ranges[0]?.split('-')[0]}-${ranges.at(-1)?.split('-')[1]}`).toBe(range)
      expect(logs.length).toBe(Math.floor(Number(range.slice(2)) / 10) + 1)
    }
  })

  test('behavior: a node that is behind writes no more than it surely has', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keep(createCache(openStore(factory)).openChain(chain), chain, boxOf(0, 5_000))
    chain.fetchFinalBlockNumber = async () => 9_000
    const kept = createCache(openStore(factory)).openChain(chain)
    await keep(kept, chain, boxOf(5_001, 10_000))
    expect((await readAll(createCache(openStore(factory)).openChain(chain))).ranges).toEqual(['0-5000', '5001-9000'])
  })

  test('behavior: two pages that read the same chain at once keep both', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    const [a, b] = [createCache(openStore(factory)).openChain(chain), createCache(openStore(factory)).openChain(chain)]
    await Promise.all([readAll(a), readAll(b)])
    await keep(a, chain, boxOf(0, 999))
    // The second finds the first one's lineage, and goes on under it.
    await keep(b, chain, boxOf(1_000, 1_999))
    await keep(b, chain, boxOf(2_000, 2_999))
    await keep(a, chain, boxOf(3_000, 3_999))
    expect((await readAll(createCache(openStore(factory)).openChain(chain))).ranges).toEqual([
      '0-999',
      '2000-2999',
      '3000-3999',
    ])
  })
})

describe('entries that are not to be trusted', () => {
  /** Keeps two rows, damages the store, and reads again. */
  async function readDamaged(damage: (store: CacheStore, rowKey: string) => Promise<unknown>) {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keep(createCache(openStore(factory)).openChain(chain), chain, boxOf(0, 999), boxOf(2_000, 2_999))
    const store = await openIndexedDbStore(factory)
    const row = (await store.list('1/')).find(({ label }) => label.startsWith('0-999'))
    await damage(store, row?.key ?? '')
    const kept = createCache(openStore(factory)).openChain(chain)
    const found = await readAll(kept)
    await kept.flush()
    return { found, keys: (await store.list('1/')).map(({ key }) => key), row: row?.key ?? '', chain }
  }

  const replaceValue = (value: unknown) => async (store: CacheStore, key: string) => {
    const [info] = await store.list(key)
    if (!info) throw new Error('There is no row.')
    await store.change({ put: [{ info, value: value as never }] })
  }
  const replaceBox =
    (box: LogBox, logs: (chain: TestChain) => readonly RawLog[]) => async (store: CacheStore, key: string) =>
      store.change({ put: [createLogsEntry(key, box, logs(new TestChain()))] })

  const damages: readonly [string, (store: CacheStore, key: string) => Promise<unknown>][] = [
    ['its bytes are others', replaceValue(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]))],
    ['its bytes are none', replaceValue(new Uint8Array(0))],
    ['it is text', replaceValue('[]')],
    ['it is an object', replaceValue({ logs: [] })],
    [
      'its value is gone',
      async (store, key) => {
        const [info] = await store.list(key)
        await store.change({ remove: [key] })
        // The info alone, as a browser leaves it that was killed in between.
        if (info) await store.change({ put: [{ info, value: undefined as never }] })
      },
    ],
    ['a log lies outside of its blocks', replaceBox(boxOf(0, 999), (chain) => chain.logsOf(boxOf(0, 1_000)))],
    [
      'a log is of another contract',
      replaceBox(boxOf(0, 999), (chain) =>
        chain
          .logsOf(boxOf(0, 50))
          .map((log) => ({ ...log, address: '0x1111111111111111111111111111111111111111' as const })),
      ),
    ],
    [
      'a log is of another event',
      replaceBox(boxOf(0, 999), (chain) => chain.logsOf(boxOf(0, 50)).map((log) => ({ ...log, topics: [] }))),
    ],
    [
      'its label is no box',
      async (store, key) => {
        const [info] = await store.list(key)
        if (info) await store.change({ touch: [{ ...info, label: 'blocks 0 to 999' }] })
      },
    ],
  ]
  test.each(damages)('behavior: a row is dropped when %s, the other stays', async (_, damage) => {
    const { found, keys, row, chain } = await readDamaged(damage)
    expect(found).toEqual({ ranges: ['2000-2999'], logs: chain.logsOf(boxOf(2_000, 2_999)) })
    expect(keys).not.toContain(row)
    expect(keys.length).toBe(1)
  })

  test('behavior: a row that reaches above the anchor is not used', async () => {
    const { found } = await readDamaged(replaceBox(boxOf(0, 9_901), (chain) => chain.logsOf(boxOf(0, 9_901))))
    expect(found.ranges).toEqual(['2000-2999'])
  })

  test.each(['', 'something', '0123456789abcdef 9900 0x12', new Uint8Array([1])])(
    'behavior: everything is dropped when the lineage is %j',
    async (text) => {
      const { found, keys } = await readDamaged(async (store) => {
        const [info] = await store.list('chain/1')
        if (info) await store.change({ put: [{ info, value: text }] })
      })
      expect(found).toEqual(nothingKept)
      expect(keys).toEqual([])
    },
  )

  test('behavior: a fact that is no text, or of a block above the anchor, is not used', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    const kept = createCache(openStore(factory)).openChain(chain)
    for (const key of ['1', '2', '3']) kept.addFacts('time', [{ key: key, blockNumber: 5, text: 'good' }])
    await kept.flush()
    const store = await openIndexedDbStore(factory)
    const infos = (await store.list('1/')).filter(({ key }) => key.includes('/fact/'))
    const values = [new Uint8Array([1]), 'good', '9901 good']
    await store.change({ put: infos.map((info, index) => ({ info, value: values[index] ?? '' })) })
    const next = createCache(openStore(factory)).openChain(chain)
    for (const key of ['1', '2', '3']) expect(await readFact(next, 'time', key)).toBe(null)
  })

  test('behavior: logs that contradict the chain are forgotten, those that nobody read stay', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain()
    await keep(createCache(openStore(factory)).openChain(chain), chain, boxOf(0, 999), boxOf(2_000, 2_999))
    const kept = createCache(openStore(factory)).openChain(chain)
    expect(await kept.forgetReadLogs()).toBe(false)
    const rows = await kept.listLogs(boxOf(0, 1))
    await kept.readLogs(rows.filter(({ box }) => box.range.fromBlock === 0))
    expect(await kept.forgetReadLogs()).toBe(true)
    expect(await kept.forgetReadLogs()).toBe(false)
    expect((await readAll(kept)).ranges).toEqual(['2000-2999'])
    expect((await readAll(createCache(openStore(factory)).openChain(chain))).ranges).toEqual(['2000-2999'])
  })

  test('behavior: a part with two versions of a block is not kept', async () => {
    const chain = new TestChain()
    const kept = createCache(openStore()).openChain(chain)
    const [log] = chain.logsOf(boxOf(0, 9))
    if (!log) throw new Error('There is no log.')
    kept.addLogs(boxOf(0, 9), [log, { ...log, logIndex: 3, blockHash: hashOf(9) }])
    kept.addLogs(boxOf(20, 29), chain.logsOf(boxOf(20, 29)))
    await kept.flush()
    expect((await readAll(kept)).ranges).toEqual(['20-29'])
  })
})

describe('room', () => {
  test('behavior: what was used longest ago goes first', async () => {
    const factory = new IDBFactory()
    const chain = new TestChain({ head: 200_000 })
    const inner = await openIndexedDbStore(factory)
    const store = createFallbackStore(
      async () => ({ ...inner, maxBytes: 60_000 }),
      async () => undefined,
    )
    const day = 86_400_000
    const start = Date.now()
    const now = vi.spyOn(Date, 'now')
    const at = (days: number) => now.mockReturnValue(start + days * day)
    const visit = async (days: number, fromBlock: number) => {
      at(days)
      const kept = createCache(store).openChain(chain)
      await keep(kept, chain, boxOf(fromBlock, fromBlock + 1_999))
    }
    await visit(0, 0)
    await visit(1, 10_000)
    const { bytes } = await createCache(store).fetchState()
    expect(bytes).toBeLessThan(40_000)
    // The first is used again later, so that the second is the one that goes.
    at(3)
    const kept = createCache(store).openChain(chain)
    const rows = await kept.listLogs(boxOf(0, 1))
    await kept.readLogs(rows.filter(({ box }) => box.range.fromBlock === 0))
    await kept.flush()
    await visit(4, 20_000)
    await visit(5, 30_000)
    expect((await createCache(store).fetchState()).bytes).toBeLessThan(60_000)
    const { ranges } = await readAll(createCache(store).openChain(chain))
    expect(ranges).not.toContain('10000-11999')
    expect(ranges).toContain('30000-31999')
  })

  test('behavior: a full storage is said, and what is kept goes on being used', async () => {
    const chain = new TestChain()
    const inner = await openIndexedDbStore(new IDBFactory())
    const store = createFallbackStore(
      async () => inner,
      async () => undefined,
    )
    await keep(createCache(store).openChain(chain), chain, boxOf(0, 999))
    const change = inner.change
    inner.change = async (wanted) => ((wanted.put?.length ?? 0) > 0 ? 'refused' : change(wanted))
    const cache = createCache(store)
    const kept = cache.openChain(chain)
    await keep(kept, chain, boxOf(1_000, 1_999))
    expect((await cache.fetchState()).storage).toBe('full')
    expect((await readAll(kept)).ranges).toEqual(['0-999'])
    expect((await readAll(cache.openChain(chain))).ranges).toEqual(['0-999'])
  })

  test('behavior: without any storage it works for as long as the page is open', async () => {
    const chain = new TestChain()
    const cache = createCache(
      createFallbackStore(
        () => Promise.reject(new DOMException('No.', 'SecurityError')),
        async () => undefined,
      ),
    )
    await keep(cache.openChain(chain), chain, boxOf(0, 999))
    expect((await readAll(cache.openChain(chain))).ranges).toEqual(['0-999'])
    expect(await cache.fetchState()).toMatchObject({ storage: 'unavailable', maxBytes: 50_000_000 })
  })
})
