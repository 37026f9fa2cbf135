import { describe, expect, test, vi } from 'vitest'
import { CancelledError } from '../errors'
import { RequestLimiter } from './requestLimiter'

const neverAborted = new AbortController().signal

/** Tasks that end when told. */
function createTasks() {
  const open: (() => void)[] = []
  return {
    open,
    task: () => new Promise<void>((resolve) => open.push(resolve)),
    endAll: () => open.splice(0).forEach((end) => end()),
  }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('RequestLimiter', () => {
  test('default: no more than the limit run at a time, in the order in which they came', async () => {
    const limiter = new RequestLimiter()
    const { open, task, endAll } = createTasks()
    const started: number[] = []
    const all = Array.from({ length: 20 }, (_, index) =>
      limiter.run(neverAborted, () => {
        started.push(index)
        return task()
      }),
    )
    await settle()
    expect(open.length).toBe(8)
    while (started.length < 20) {
      endAll()
      await settle()
    }
    endAll()
    await Promise.all(all)
    expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  test('behavior: who is patient starts after all others that wait, those that came later too', async () => {
    const limiter = new RequestLimiter()
    const { open, task, endAll } = createTasks()
    const started: string[] = []
    const run = (name: string, isPatient: boolean) =>
      limiter.run(neverAborted, () => (started.push(name), task()), isPatient)
    const all = Array.from({ length: 8 }, () => run('first', true))
    all.push(run('patient', true), run('patient', true), run('other', false), run('other', false))
    await settle()
    expect(open.length).toBe(8)
    endAll()
    await settle()
    endAll()
    await Promise.all(all)
    expect(started.slice(8)).toEqual(['other', 'other', 'patient', 'patient'])
  })

  test('behavior: more at a time while answers come and others wait', async () => {
    const limiter = new RequestLimiter()
    const { open, task, endAll } = createTasks()
    const all = Array.from({ length: 40 }, () => limiter.run(neverAborted, task).then(() => limiter.succeeded()))
    await settle()
    expect(open.length).toBe(8)
    endAll()
    await settle()
    expect(limiter.limit).toBe(16)
    for (let round = 0; round < 6; round++) {
      endAll()
      await settle()
    }
    await Promise.all(all)
  })

  test('behavior: after a complaint nobody starts before the pause is over, then one after the other', async () => {
    vi.useFakeTimers({ now: 1_000_000 })
    try {
      const limiter = new RequestLimiter()
      limiter.rateLimited(Date.now(), { firstDelayMs: 100, maxDelayMs: 10_000, retryAfterMs: 2_000 })
      const started: number[] = []
      const all = Array.from({ length: 3 }, () =>
        limiter.run(neverAborted, async () => void started.push(Date.now() - 1_000_000)),
      )
      await vi.advanceTimersByTimeAsync(1_999)
      expect(started).toEqual([])
      await vi.advanceTimersByTimeAsync(10_000)
      await Promise.all(all)
      const [first = 0, second = 0, third = 0] = started
      expect(first).toBe(2_000)
      expect([second - first, third - second].every((pause) => pause >= 95)).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('behavior: a task that fails gives its place back', async () => {
    const limiter = new RequestLimiter()
    const failing = Array.from({ length: 40 }, () =>
      limiter.run(neverAborted, () => Promise.reject(new Error('no'))).catch((error: Error) => error.message),
    )
    expect(new Set(await Promise.all(failing))).toEqual(new Set(['no']))
  })

  test('error: an abort ends the wait and leaves the place to others', async () => {
    const limiter = new RequestLimiter()
    const { open, task, endAll } = createTasks()
    const running = Array.from({ length: 8 }, () => limiter.run(neverAborted, task))
    const controller = new AbortController()
    const waiting = limiter.run(controller.signal, task)
    const next = limiter.run(neverAborted, task)
    controller.abort()
    await expect(waiting).rejects.toThrow(CancelledError)
    endAll()
    await Promise.all(running)
    await settle()
    expect(open.length).toBe(1)
    endAll()
    await next
  })
})
