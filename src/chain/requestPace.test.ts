import { describe, expect, test } from 'vitest'
import { RequestPace } from './requestPace'
import { defaultRetryPolicy, maxAttempts } from './rpcTransport'

/** Whether a host takes a request that arrives at a time. */
type Host = (now: number) => boolean

const inEach = (count: number, milliseconds: number): Host => {
  let [since, taken] = [0, 0]
  return (now) => {
    if (now - since >= milliseconds) [since, taken] = [now, 0]
    return ++taken <= count
  }
}
const inAny = (count: number, milliseconds: number): Host => {
  const taken: number[] = []
  return (now) => {
    while (taken[0] !== undefined && taken[0] <= now - milliseconds) taken.shift()
    if (taken.length >= count) return false
    taken.push(now)
    return true
  }
}
const bucket = (perSecond: number, size: number): Host => {
  let [left, at] = [size, 0]
  return (now) => {
    left = Math.min(size, left + ((now - at) * perSecond) / 1_000)
    at = now
    if (left < 1) return false
    left--
    return true
  }
}

const SIDE_BY_SIDE = 16
const IN_HAND = 40
const ANSWER_MS = 50

interface Course {
  readonly milliseconds: number
  readonly asked: number
  readonly mostAttempts: number
}

/** Plays `count` requests that all want to start at once, in a time of its own. */
function play(host: Host, count: number): Course {
  const pace = new RequestPace()
  const waiting: { attempts: number }[] = []
  let fresh = count
  const fill = () => {
    for (; fresh > 0 && waiting.length + running.length < IN_HAND; fresh--) waiting.push({ attempts: 0 })
  }
  const running: { readonly request: { attempts: number }; readonly startedAt: number; readonly isTaken: boolean }[] =
    []
  let [now, asked, mostAttempts] = [0, 0, 0]
  const endsAt = (startedAt: number) => startedAt + ANSWER_MS
  for (fill(); waiting.length > 0 || running.length > 0; fill()) {
    const [first] = running
    const startsAt = waiting.length > 0 && running.length < SIDE_BY_SIDE ? Math.max(now, pace.nextStart) : Infinity
    if (first === undefined || startsAt < endsAt(first.startedAt)) {
      now = startsAt
      const request = waiting.shift() as { attempts: number }
      pace.started(now)
      asked++
      mostAttempts = Math.max(mostAttempts, ++request.attempts)
      running.push({ request, startedAt: now, isTaken: host(now) })
      continue
    }
    running.shift()
    now = endsAt(first.startedAt)
    if (first.isTaken) pace.answered(now, waiting.length > 0)
    else {
      pace.refused(now, first.startedAt, { ...defaultRetryPolicy, retryAfterMs: null })
      waiting.push(first.request)
    }
  }
  return { milliseconds: now, asked, mostAttempts }
}

describe('RequestPace', () => {
  test('default: no pace before the first complaint', () => {
    const pace = new RequestPace()
    for (let request = 0; request < 100; request++) pace.started(5)
    expect(pace.nextStart).toBeLessThanOrEqual(5)
  })

  test.each([
    ['20 in each tenth of a second', inEach(20, 100), 200],
    ['5 in each tenth of a second', inEach(5, 100), 50],
    ['10 in each second', inEach(10, 1_000), 10],
    ['25 in each second', inEach(25, 1_000), 25],
    ['100 in each second', inEach(100, 1_000), 100],
    ['10 in any second', inAny(10, 1_000), 10],
    ['50 a second, 50 at once', bucket(50, 50), 50],
    ['100 in each ten seconds', inEach(100, 10_000), 10],
  ])('behavior: behind %s it comes near the least time, with few requests in vain', (_, host, perSecond) => {
    const seconds = 20
    const { milliseconds, asked, mostAttempts } = play(host, perSecond * seconds)
    expect(milliseconds).toBeLessThan(1.15 * seconds * 1_000)
    expect(asked).toBeLessThan(1.3 * perSecond * seconds)
    expect(mostAttempts).toBeLessThanOrEqual(maxAttempts)
  })

  test('behavior: a host that takes many at once and then few is found out', () => {
    const { milliseconds, asked, mostAttempts } = play(bucket(10, 100), 300)
    expect(milliseconds).toBeLessThan(1.15 * 20_000)
    expect(asked).toBeLessThan(1.5 * 300)
    expect(mostAttempts).toBeLessThanOrEqual(maxAttempts)
  })

  test('behavior: a complaint waits as long as the host asks, within bounds', () => {
    const pause = (retryAfterMs: number) => {
      const pace = new RequestPace()
      pace.started(0)
      pace.refused(10, 0, { ...defaultRetryPolicy, retryAfterMs })
      return pace.nextStart
    }
    expect(pause(3_000)).toBeGreaterThanOrEqual(3_010)
    expect(pause(1e9)).toBeLessThanOrEqual(10 + defaultRetryPolicy.maxDelayMs + 1_000)
  })

  test('behavior: complaints of requests that had left before the first one are the same complaint', () => {
    const [once, often] = [new RequestPace(), new RequestPace()]
    for (const pace of [once, often]) {
      for (let request = 0; request < 8; request++) pace.started(0)
      pace.refused(50, 0, { ...defaultRetryPolicy, retryAfterMs: null })
    }
    for (let complaint = 1; complaint < 8; complaint++) {
      often.refused(50 + complaint, 0, { ...defaultRetryPolicy, retryAfterMs: null })
    }
    expect(often.nextStart).toBe(once.nextStart)
  })

  test('behavior: a host that takes more again gets more', () => {
    let isSlow = true
    const [slow, fast] = [inEach(5, 1_000), inEach(500, 1_000)]
    const host: Host = (now) => {
      if (now > 5_000) isSlow = false
      return (isSlow ? slow : fast)(now)
    }
    expect(play(host, 1_500).milliseconds).toBeLessThan(30_000)
  })
})
