import { expect, test } from './app'
import { openWhileComputing, reportScreens, waitForReport } from './openWhileComputing'
import type { ReportScreen } from './openWhileComputing'
import { noteLayoutShifts, readLayoutShift } from './pageSmoothness'
import type { RpcScenario } from './rpcScenario'

/** What is held is shown first where few blocks come at a time. */
const few: RpcScenario = {
  delayMs: 20,
  logRange: { maxBlocks: 10, error: { code: -32005, message: 'exceed maximum block range: 10' } },
}
const plays: readonly (readonly [ReportScreen, string, RpcScenario])[] = [
  ...reportScreens.map((screen) => [screen, '', { delayMs: 100 }] as const),
  ['wallet', ' few blocks at a time', few],
  ['compare', ' few blocks at a time', few],
]

for (const width of [390, 1280]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 } })

    for (const [screen, how, scenario] of plays) {
      test(`the ${screen} screen does not jump while its report is computed${how}, ${width} px wide`, async ({
        app,
        page,
        stage,
        rpc,
      }) => {
        rpc.use(scenario)
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
