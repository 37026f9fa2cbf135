import { describe, expect, it } from 'vitest'
import { createCache } from '../cache/createCache'
import { createFallbackStore } from '../cache/fallbackStore'
import type { MessageFromWorker } from './messages'
import { createTaskRunner } from './taskRunner'

function createSubject() {
  const posted: MessageFromWorker[] = []
  const store = createFallbackStore(
    () => Promise.reject(new Error('No storage.')),
    async () => undefined,
  )
  const runner = createTaskRunner((message) => void posted.push(structuredClone(message)), createCache(store))
  return { runner, posted, store }
}

describe('createTaskRunner', () => {
  it('behavior: counts and clears what is kept', async () => {
    const { runner, posted, store } = createSubject()
    const info = { key: '1/a', label: '', bytes: 123, usedAt: 0 }
    await store.change({ put: [{ info, value: 'text' }] })
    await runner.start({ type: 'cacheSize', taskId: 1, input: null })
    await runner.start({ type: 'clearCache', taskId: 2, input: null })
    await runner.start({ type: 'cacheSize', taskId: 3, input: null })
    const state = { maxBytes: 50_000_000, storage: 'unavailable' }
    expect(posted).toEqual([
      { type: 'done', taskId: 1, result: { ...state, bytes: 123 } },
      { type: 'done', taskId: 2, result: null },
      { type: 'done', taskId: 3, result: { ...state, bytes: 0 } },
    ])
  })

  it('error: a task that fails says so by name', async () => {
    const { runner, posted } = createSubject()
    await runner.start({ type: 'parseReport', taskId: 1, input: { text: 'no report' } })
    expect(posted).toMatchObject([{ type: 'failed', taskId: 1, error: { name: 'ReportFileError' } }])
  })
})
