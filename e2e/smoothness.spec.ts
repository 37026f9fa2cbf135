import { expect, test } from './app'
import { openWhileComputing, reportScreens, waitForReport } from './openWhileComputing'
import { noteLayoutShifts, readLayoutShift } from './pageSmoothness'

for (const width of [390, 1280]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 } })

    for (const screen of reportScreens) {
      test(`the ${screen} screen does not jump while its report is computed, ${width} px wide`, async ({
        app,
        page,
        stage,
        rpc,
      }) => {
        rpc.use({ delayMs: 100 })
        await noteLayoutShifts(page)
        await openWhileComputing(screen, app, page, stage)
        await waitForReport(screen, page)
        const { score, shifts } = await readLayoutShift(page)
        test.info().annotations.push({ type: 'layout shift', description: score.toFixed(4) })
        expect(score, JSON.stringify(shifts, null, 1)).toBeLessThan(0.1)
      })
    }
  })
}
