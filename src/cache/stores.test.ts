import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { deleteDatabase, openIndexedDbStore } from './indexedDbStore'
import { createMemoryStore } from './memoryStore'
import type { CacheStore, CacheValue, Entry } from './store'

function entry(key: string, value: CacheValue = `value of ${key}`, usedAt = 7): Entry {
  return { info: { key, label: `label of ${key}`, bytes: value.length, usedAt }, value }
}

const keysOf = async (store: CacheStore, prefix = '') => (await store.list(prefix)).map(({ key }) => key)

const stores: readonly [string, () => Promise<CacheStore>][] = [
  ['memoryStore', async () => createMemoryStore()],
  ['indexedDbStore', () => openIndexedDbStore(new IDBFactory())],
]

describe.each(stores)('%s', (_, openStore) => {
  test('default: gives back what was put, and lists without the values', async () => {
    const store = await openStore()
    const bytes = new Uint8Array([1, 2, 255])
    expect(await store.change({ put: [entry('b/1'), entry('a/2', bytes), entry('a/1')] })).toBe('kept')
    expect(await store.list('a/')).toEqual([entry('a/1').info, entry('a/2', bytes).info])
    expect(await keysOf(store)).toEqual(['a/1', 'a/2', 'b/1'])
    const read = await store.read(['a/2', 'gone', 'b/1'])
    expect([...read]).toEqual([
      ['a/2', bytes],
      ['b/1', 'value of b/1'],
    ])
  })

  test('behavior: a prefix is no more than a prefix', async () => {
    const store = await openStore()
    await store.change({ put: [entry('1/x'), entry('10/x'), entry('1'), entry('1/'), entry('1/é')] })
    expect(await keysOf(store, '1/')).toEqual(['1/', '1/x', '1/é'])
    expect(await keysOf(store, '2')).toEqual([])
  })

  test('behavior: what is put again is replaced, what is removed is gone, value and all', async () => {
    const store = await openStore()
    await store.change({ put: [entry('a'), entry('b')] })
    await store.change({ put: [entry('a', 'other')], remove: ['b', 'never there'] })
    expect([...(await store.read(['a', 'b']))]).toEqual([['a', 'other']])
    expect(await store.list('')).toEqual([entry('a', 'other').info])
  })

  test('behavior: a touch changes the info alone, and brings nothing back', async () => {
    const store = await openStore()
    await store.change({ put: [entry('a')] })
    await store.change({ touch: [entry('a', 'value of a', 99).info, entry('gone').info] })
    expect(await store.list('')).toEqual([entry('a', 'value of a', 99).info])
    expect([...(await store.read(['a', 'gone']))]).toEqual([['a', 'value of a']])
  })

  test('behavior: nothing happens unless what is expected stands there', async () => {
    const store = await openStore()
    const put = [entry('a')]
    expect(await store.change({ put, expect: { key: 'x', value: 'something' } })).toBe('outdated')
    expect(await store.list('')).toEqual([])
    expect(await store.change({ put: [entry('x', 'one')], expect: { key: 'x', value: null } })).toBe('kept')
    expect(await store.change({ put, remove: ['x'], expect: { key: 'x', value: null } })).toBe('outdated')
    expect(await store.change({ put, remove: ['x'], expect: { key: 'x', value: 'one' } })).toBe('kept')
    expect(await keysOf(store)).toEqual(['a'])
  })

  test('behavior: of two changes that expect the same, one goes through', async () => {
    const store = await openStore()
    const change = (value: string) => store.change({ put: [entry('x', value)], expect: { key: 'x', value: null } })
    const results = await Promise.all([change('one'), change('two'), change('three')])
    expect(results.filter((result) => result === 'kept').length).toBe(1)
  })

  test('behavior: clear forgets everything', async () => {
    const store = await openStore()
    await store.change({ put: [entry('a'), entry('b')] })
    await store.clear()
    expect(await store.list('')).toEqual([])
    expect((await store.read(['a'])).size).toBe(0)
    await store.change({ put: [entry('a')] })
    expect(await keysOf(store)).toEqual(['a'])
  })
})

describe('indexedDbStore', () => {
  /** A database as another version of Minnow left it. */
  function createDatabase(factory: IDBFactory, version: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = factory.open('minnow.cache', version)
      request.onupgradeneeded = () => {
        request.result.createObjectStore('infos').put('something else', 'a')
        request.result.createObjectStore('old')
      }
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
      request.onerror = () => reject(request.error)
    })
  }

  test('default: what one page keeps, the next one finds', async () => {
    const factory = new IDBFactory()
    const first = await openIndexedDbStore(factory)
    await first.change({ put: [entry('a')] })
    const second = await openIndexedDbStore(factory)
    expect(await keysOf(second)).toEqual(['a'])
  })

  test('behavior: goes on after another page deleted or closed it', async () => {
    const factory = new IDBFactory()
    const store = await openIndexedDbStore(factory)
    await store.change({ put: [entry('a')] })
    await deleteDatabase(factory)
    expect(await keysOf(store)).toEqual([])
    expect(await store.change({ put: [entry('b')] })).toBe('kept')
    expect(await keysOf(store)).toEqual(['b'])
  })

  test('behavior: what cannot be cloned into it rejects and leaves nothing', async () => {
    const store = await openIndexedDbStore(new IDBFactory())
    const broken = entry('b', (() => 1) as never)
    await expect(store.change({ put: [entry('a'), broken] })).rejects.toThrow()
    expect(await keysOf(store)).toEqual([])
  })

  test('error: a database of a newer version does not open, and can be deleted', async () => {
    const factory = new IDBFactory()
    await createDatabase(factory, 99)
    await expect(openIndexedDbStore(factory)).rejects.toThrow()
    await deleteDatabase(factory)
    expect(await keysOf(await openIndexedDbStore(factory))).toEqual([])
  })
})
