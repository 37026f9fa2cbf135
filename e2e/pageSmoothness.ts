import type { Browser, Page } from '@playwright/test'

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Duration by the wall clock and by the processor's, in microseconds. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** The page's longest task: how long it took, and how much of that the processor worked on it. */
export interface LongestTask {
  readonly wallMs: number
  readonly processorMs: number
}

/**
 * Runs `action` and finds the longest task of the page's main thread meanwhile.
 *
 * On a machine that does other things too, tasks wait for their turn: only the processor's time is the page's own doing.
 */
export async function measureLongestTask(
  browser: Browser,
  page: Page,
  action: () => Promise<void>,
): Promise<LongestTask> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await action()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const keyOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`
  const mainThreads = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(keyOf),
  )
  const tasks = traceEvents.filter((event) => /RunTask/.test(event.name) && mainThreads.has(keyOf(event)))
  if (tasks.every(({ tdur }) => tdur === undefined)) throw new Error('The trace has no times of the processor.')
  return tasks.reduce<LongestTask>(
    (longest, { dur = 0, tdur = 0 }) =>
      tdur / 1000 > longest.processorMs ? { wallMs: dur / 1000, processorMs: tdur / 1000 } : longest,
    { wallMs: 0, processorMs: 0 },
  )
}

/** A shift of the layout that no input explains, and the elements that moved. */
export interface LayoutShift {
  readonly timeMs: number
  readonly score: number
  readonly moved: readonly string[]
}

interface LayoutShiftEntry extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

/** Notes the shifts of every page that is opened from now on. */
export async function noteLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: LayoutShift[] = []
    Object.assign(globalThis, { __layoutShifts: shifts })
    new PerformanceObserver((list) => {
      for (const { startTime, value, hadRecentInput, sources } of list.getEntries() as LayoutShiftEntry[]) {
        if (hadRecentInput) continue
        const moved = sources.map(({ node }) =>
          node instanceof Element ? `${node.tagName.toLowerCase()}.${node.className}` : (node?.nodeName ?? 'gone'),
        )
        shifts.push({ timeMs: Math.round(startTime), score: value, moved })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/**
 * Cumulative layout shift as browsers define it: the worst sum within five seconds without a pause of one.
 * `shifts` are those of that span and of all others.
 */
export async function readLayoutShift(page: Page): Promise<{ score: number; shifts: readonly LayoutShift[] }> {
  const shifts = await page.evaluate(() => (globalThis as unknown as { __layoutShifts: LayoutShift[] }).__layoutShifts)
  let [worst, sum, start, last] = [0, 0, -Infinity, -Infinity]
  for (const { timeMs, score } of shifts) {
    const isSameSpan = timeMs - last < 1_000 && timeMs - start < 5_000
    if (!isSameSpan) [sum, start] = [0, timeMs]
    ;[sum, last] = [sum + score, timeMs]
    worst = Math.max(worst, sum)
  }
  return { score: worst, shifts }
}
