import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { App } from './app'
import type { Stage } from './stage'

export const reportScreens = ['wallet', 'compare', 'pool'] as const

/** A screen that shows a report. */
export type ReportScreen = (typeof reportScreens)[number]

/** Opens a screen whose report is not there yet: its progress is on the page. */
export async function openWhileComputing(screen: ReportScreen, app: App, page: Page, stage: Stage): Promise<void> {
  const { retail, pools } = stage.cast
  const routes: Readonly<Record<ReportScreen, string>> = {
    wallet: `#/wallet/${retail}?chains=1`,
    compare: `#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`,
    pool: `#/pool/1/uniswap-v3/${pools.usdcWeth500}?window=all&you=${retail}`,
  }
  await app.open(routes[screen])
  await expect(page.getByRole('progressbar')).toBeVisible()
}

/** Waits until the report is whole and its charts are drawn. */
export async function waitForReport(screen: ReportScreen, page: Page): Promise<void> {
  const download = screen === 'pool' ? 'Download pool report (JSON)' : 'Download report (JSON)'
  await expect(page.getByRole('button', { name: download })).toBeEnabled({ timeout: 45_000 })
  if (screen !== 'wallet') await expect(page.locator('canvas').last()).toBeVisible()
  await page.waitForTimeout(500)
}
