import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStoryReport } from '../report/storyReport'
import { ReportFileError } from '../errors'
import { OpenedReport } from './openedReport.svelte'

const story = createStoryReport()
const [first, second] = [
  { ...story, createdAt: 1 },
  { ...story, createdAt: 2 },
]
/** A browser's storage, with room for so many characters. */
function createStorage(room: number): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    key: () => null,
    getItem: (key) => kept.get(key) ?? null,
    removeItem: (key) => kept.delete(key),
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException('There is no room.', 'QuotaExceededError')
      kept.set(key, value)
    },
  }
}

beforeEach(() => vi.stubGlobal('sessionStorage', createStorage(5_000_000)))
afterEach(() => vi.unstubAllGlobals())

const parse = (text: string) => Promise.resolve(text.includes('second') ? second : first)

describe('OpenedReport', () => {
  it('default: an opened file is there, and after a reload what the tab kept of it', async () => {
    const opened = new OpenedReport()
    opened.open(first, 'first')
    expect(opened.openedAt).toBe(1)
    expect(await opened.read(parse)).toBe(first)
    expect(await new OpenedReport().read(parse)).toBe(first)
  })

  it('behavior: a file that is opened while the kept one is still being read wins', async () => {
    new OpenedReport().open(first, 'first')
    const reloaded = new OpenedReport()
    let finish: (report: typeof first) => void = () => undefined
    const reading = reloaded.read(() => new Promise((resolve) => (finish = resolve)))
    reloaded.open(second, 'second')
    finish(first)
    expect(await reading).toBe(second)
    expect(await reloaded.read(parse)).toBe(second)
  })

  it.each([
    ['too large to be kept without making the page wait', 1_000_001, 5_000_000],
    ['too large for the storage', 900_000, 100_000],
  ])('behavior: a file that is %s is gone after a reload, and so is the one before', async (_, length, room) => {
    vi.stubGlobal('sessionStorage', createStorage(room))
    const opened = new OpenedReport()
    opened.open(first, 'first')
    opened.open(second, 'second'.padEnd(length))
    expect(await opened.read(parse)).toBe(second)
    await expect(new OpenedReport().read(parse)).rejects.toThrow(ReportFileError)
  })
})
