import 'fake-indexeddb/auto'
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createFallbackStore } from './fallbackStore'
import { deleteDatabase, openIndexedDbStore } from './indexedDbStore'
import { createMemoryStore } from './memoryStore'
import type { CacheStore, Entry } from './store'

const entry = (key: string): Entry => ({ info: { key, label: '', bytes: 10, usedAt: 0 }, value: `value of ${key}` })
const nothing = async () => undefined

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function expectToWork(store: CacheStore): Promise<void> {
  expect(await store.change({ put: [entry('works')] })).toBe('kept')
  expect([...(await store.read(['works']))]).toEqual([['works', 'value of works']])
  expect((await store.list('')).map(({ key }) => key)).toContain('works')
}

const use = (store: CacheStore) => ({
  list: () => store.list(''),
  read: () => store.read(['works']),
  change: () => store.change({ put: [entry('other')] }),
})

describe('createFallbackStore', () => {
  test("default: the browser's own storage, opened on first use", async () => {
    const factory = new IDBFactory()
    const open = vi.fn(() => openIndexedDbStore(factory))
    const store = createFallbackStore(open, nothing)
    expect(open).not.toHaveBeenCalled()
    await expectToWork(store)
    await store.list('')
    expect(open).toHaveBeenCalledTimes(1)
    expect([store.storage, store.maxBytes]).toEqual(['kept', 200_000_000])
    expect(await (await openIndexedDbStore(factory)).list('')).toEqual([entry('works').info])
  })

  const broken: readonly [string, () => Promise<CacheStore>][] = [
    ['there is none', async () => openIndexedDbStore(undefined as never)],
    [
      'it may not be used',
      () => Promise.reject(new DOMException('The user denied permission to access the database.', 'SecurityError')),
    ],
    [
      'opening it throws',
      async () =>
        openIndexedDbStore({
          open: () => {
            throw new DOMException('A mutation operation was attempted', 'InvalidStateError')
          },
        } as never),
    ],
    [
      'opening it fails',
      async () => {
        const factory = new IDBFactory()
        factory.open('minnow.cache', 99)
        return openIndexedDbStore(factory)
      },
    ],
  ]
  test.each(broken)('behavior: works in memory where %s', async (_, open) => {
    const store = createFallbackStore(open, nothing)
    await expectToWork(store)
    expect([store.storage, store.maxBytes]).toEqual(['unavailable', 50_000_000])
  })

  test('behavior: works in memory where it does not open within a time', async () => {
    vi.useFakeTimers()
    const store = createFallbackStore(() => new Promise(() => undefined), nothing)
    const working = expectToWork(store)
    await vi.advanceTimersByTimeAsync(10_000)
    await working
    expect(store.storage).toBe('unavailable')
  })

  test.each(['list', 'read', 'change'] as const)('behavior: goes on in memory once %s throws', async (method) => {
    const inner = createMemoryStore()
    const store = createFallbackStore(async () => inner, nothing)
    await expectToWork(store)
    Object.assign(inner, {
      [method]: () => Promise.reject(new DOMException('The database connection is closing.', 'InvalidStateError')),
    })
    await use(store)[method]()
    await expectToWork(store)
    expect(store.storage).toBe('unavailable')
  })

  test.each(['list', 'read'] as const)('behavior: goes on in memory once %s hangs', async (method) => {
    const inner = createMemoryStore()
    const store = createFallbackStore(async () => inner, nothing)
    await expectToWork(store)
    vi.useFakeTimers()
    Object.assign(inner, { [method]: () => new Promise(() => undefined) })
    const using = use(store)[method]()
    await vi.advanceTimersByTimeAsync(10_000)
    await using
    await expectToWork(store)
    expect(store.storage).toBe('unavailable')
  })

  test('behavior: a full one is read on, and not written to any more', async () => {
    const store = createFallbackStore(() => openIndexedDbStore(new IDBFactory()), nothing)
    await store.change({ put: [entry('before')] })
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    })
    expect(await store.change({ put: [entry('after')] })).toBe('refused')
    put.mockRestore()
    expect(store.storage).toBe('full')
    expect(await store.change({ put: [entry('later')] })).toBe('refused')
    expect((await store.list('')).map(({ key }) => key)).toEqual(['before'])
    expect((await store.read(['before'])).size).toBe(1)
    await store.clear()
    expect(store.storage).toBe('kept')
    await expectToWork(store)
  })

  test('behavior: a quota that shows at the end of a change counts the same', async () => {
    const inner = createMemoryStore()
    const store = createFallbackStore(async () => ({ ...inner, change: async () => 'refused' as const }), nothing)
    expect(await store.change({ put: [entry('a')] })).toBe('refused')
    expect(store.storage).toBe('full')
  })

  test('behavior: clearing removes what could not be opened, and tries again', async () => {
    const factory = new IDBFactory()
    await new Promise<void>((resolve) => {
      const request = factory.open('minnow.cache', 99)
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    })
    const store = createFallbackStore(
      () => openIndexedDbStore(factory),
      () => deleteDatabase(factory),
    )
    await expectToWork(store)
    expect(store.storage).toBe('unavailable')
    await store.clear()
    expect(store.storage).toBe('kept')
    expect(await store.list('')).toEqual([])
    await expectToWork(store)
    expect(store.storage).toBe('kept')
  })

  test('behavior: reads at the same time are one read, of each key once', async () => {
    const inner = createMemoryStore()
    await inner.change({ put: [entry('a'), entry('b'), entry('c')] })
    const read = vi.spyOn(inner, 'read')
    const store = createFallbackStore(async () => inner, nothing)
    const found = await Promise.all([store.read(['a']), store.read(['b', 'a']), store.read(['gone'])])
    expect(read.mock.calls).toEqual([[['a', 'b', 'gone']]])
    expect(found.map((values) => values.get('a'))).toEqual(['value of a', 'value of a', 'value of a'])
    await store.read(['c'])
    expect(read).toHaveBeenCalledTimes(2)
  })
})
