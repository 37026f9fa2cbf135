import type { Page } from '@playwright/test'
import { expect, test } from './app'

interface Smoothness {
  readonly longestTaskMs: number
  readonly layoutShift: number
}

/** Notes long tasks and unexpected layout shifts of the page from now on. */
async function startMeasuring(page: Page): Promise<void> {
  await page.evaluate(() => {
    const measured = { longestTaskMs: 0, layoutShift: 0 }
    ;(globalThis as unknown as { __smoothness: typeof measured }).__smoothness = measured
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) measured.longestTaskMs = Math.max(measured.longestTaskMs, duration)
    }).observe({ type: 'longtask' })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) measured.layoutShift += entry.value
      }
    }).observe({ type: 'layout-shift' })
  })
}

function readSmoothness(page: Page): Promise<Smoothness> {
  return page.evaluate(() => (globalThis as unknown as { __smoothness: Smoothness }).__smoothness)
}

for (const width of [390, 1280]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 } })

    for (const screen of ['wallet', 'compare'] as const) {
      test(`the ${screen} screen neither blocks nor jumps while a report is computed, ${width} px wide`, async ({
        app,
        page,
        stage,
        rpc,
      }) => {
        const { retail, pools } = stage.cast
        rpc.use({ delayMs: 50 })
        await app.open('#/method')
        await page.waitForLoadState('networkidle')
        await startMeasuring(page)
        const routes = {
          wallet: `#/wallet/${retail}?chains=1`,
          compare: `#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`,
        }
        await page.evaluate((hash) => (location.hash = hash), routes[screen])
        await app.waitForReport()
        await page.waitForTimeout(500)
        const { longestTaskMs, layoutShift } = await readSmoothness(page)
        test.info().annotations.push({ type: 'longest task', description: `${longestTaskMs} ms` })
        test.info().annotations.push({ type: 'layout shift', description: layoutShift.toFixed(4) })
        console.log(`${screen}, ${width} px: longest task ${longestTaskMs} ms, layout shift ${layoutShift.toFixed(4)}`)
        expect(layoutShift).toBeLessThan(0.1)
      })
    }
  })
}
