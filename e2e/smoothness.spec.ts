import { expect, test } from './app'
import { measureLongestTask, noteLayoutShifts, readLayoutShift } from './pageSmoothness'

/** Longest time for which the page may not answer to a person. */
const maxTaskMs = 50

for (const width of [390, 1280]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 } })

    for (const screen of ['wallet', 'compare', 'pool'] as const) {
      test(`the ${screen} screen neither blocks nor jumps while its report is computed, ${width} px wide`, async ({
        app,
        browser,
        page,
        stage,
        rpc,
      }) => {
        const { retail, pools } = stage.cast
        const routes = {
          wallet: `#/wallet/${retail}?chains=1`,
          compare: `#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`,
          pool: `#/pool/1/uniswap-v3/${pools.usdcWeth500}?window=all&you=${retail}`,
        }
        rpc.use({ delayMs: 100 })
        await noteLayoutShifts(page)
        await app.open(routes[screen])
        await expect(page.getByRole('progressbar')).toBeVisible()
        const task = await measureLongestTask(browser, page, async () => {
          const download = screen === 'pool' ? 'Download pool report (JSON)' : 'Download report (JSON)'
          await expect(page.getByRole('button', { name: download })).toBeEnabled({ timeout: 45_000 })
          if (screen !== 'wallet') await expect(page.locator('canvas').last()).toBeVisible()
          await page.waitForTimeout(500)
        })
        const { score, shifts } = await readLayoutShift(page)
        test
          .info()
          .annotations.push(
            { type: 'longest task', description: `${task.processorMs} ms of the processor, ${task.wallMs} ms in all` },
            { type: 'layout shift', description: score.toFixed(4) },
          )
        expect(task.processorMs).toBeLessThan(maxTaskMs)
        expect(score, JSON.stringify(shifts, null, 1)).toBeLessThan(0.1)
      })
    }
  })
}
