import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ReportPool } from '../src/domain/report'
import { expect, test } from './app'
import { readFigure } from './figureText'

const schemaFile = fileURLToPath(new URL('../../shared/spec/report.schema.json', import.meta.url))

function expectFigure(text: string, value: number | null): void {
  const figure = readFigure(text)
  if (figure === null || value === null) {
    expect(figure).toBe(value)
    return
  }
  expect(Math.abs(figure.value - value), `${text} for ${value}`).toBeLessThanOrEqual(figure.tolerance)
}

test('the downloaded report keeps to its schema', async ({ app, stage }) => {
  test.skip(!existsSync(schemaFile), 'report.schema.json is not here')
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object)
  for (const route of [
    `#/wallet/${stage.cast.retail}?chains=1`,
    `#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`,
  ]) {
    await app.openReport(route)
    const report = await app.downloadReport()
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
  }
})

test("the wallet's screen shows the report's own figures", async ({ app, page, stage }) => {
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  const report = await app.downloadReport()
  const pools = report.chains.flatMap(({ pools }) => pools)
  expect(pools.map(({ pool }) => pool.toLowerCase()).sort()).toEqual(
    Object.values(stage.cast.pools)
      .map((pool) => pool.toLowerCase())
      .sort(),
  )
  const rows = page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')
  for (const [index, { you, whale, gap }] of pools.entries()) {
    const texts = await rows
      .nth(index + 1)
      .getByRole('cell')
      .allInnerTexts()
    const [principal, fees, impermanentLoss, gas, net, rate, whaleRate, gapRate] = texts as [string, ...string[]]
    expectFigure(principal, you.value.principal)
    expectFigure(fees ?? '', you.value.fees)
    expectFigure(impermanentLoss ?? '', you.value.impermanentLoss)
    expectFigure(gas ?? '', you.value.gas)
    expectFigure(net ?? '', you.value.net)
    expectFigure(rate ?? '', percent(you.rates.net))
    expectFigure(whaleRate ?? '', percent(whale?.rates.net ?? null))
    expectFigure(gapRate ?? '', percent(gap?.net ?? null))
  }
})

test("the wallet's totals add up, rewards included", async ({ app, page, stage }) => {
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  const texts = await page.locator('dl[aria-label="Totals"]').getByRole('definition').allInnerTexts()
  const figures = texts.map(readFigure)
  const [principal, fees, impermanentLoss, rewards, gas, net] = figures.map((figure) => figure?.value ?? Number.NaN)
  const tolerance = figures.reduce((sum, figure) => sum + (figure?.tolerance ?? 0), 0)
  expect(principal).toBeGreaterThan(0)
  expect(rewards).toBeGreaterThan(0)
  const parts = (fees ?? 0) + (impermanentLoss ?? 0) + (rewards ?? 0) + (gas ?? 0)
  expect(Math.abs(parts - (net ?? Number.NaN))).toBeLessThanOrEqual(tolerance)
})

test("the main screen shows the report's own figures, yours and the whale's", async ({ app, page, stage }) => {
  await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
  const report = await app.downloadReport()
  const [pool] = report.chains.flatMap(({ pools }) => pools) as [ReportPool]
  expect(pool.whale?.owner.toLowerCase()).toBe(stage.cast.whale.toLowerCase())

  const table = page.getByRole('table', { name: 'You and the whale' })
  for (const [side, performance] of [
    ['you', pool.you],
    ['whale', pool.whale],
  ] as const) {
    if (performance === null) throw new Error('The story has a whale.')
    const figure = async (name: string) => {
      const button = table.getByRole('button', { name: new RegExp(`^${name}, ${side}: `) })
      return ((await button.getAttribute('aria-label')) ?? '').replace(/^.*?: /, '').replace(/\. How is.*$/, '')
    }
    expectFigure(await figure('Capital'), performance.averageCapital)
    expectFigure(await figure('Fees earned'), performance.value.fees)
    expectFigure(await figure('Against just holding'), performance.value.impermanentLoss)
    expectFigure(await figure('Rewards'), performance.value.rewards)
    expectFigure(await figure('Gas'), performance.value.gas)
    expectFigure(await figure('Net'), performance.value.net)
    expectFigure(await figure('All in all'), performance.value.pnl)
    expectFigure(await figure('Time in range'), percent(performance.timeInRange))
    expectFigure(await figure('Gas as a share of fees'), percent(performance.gasShareOfFees))
  }
})

test('the CSV has one row for each ledger event of the report', async ({ app, stage }) => {
  await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
  const report = await app.downloadReport()
  const rows = (await app.downloadCsv()).trimEnd().split(/\r?\n/)
  const events = report.chains.flatMap(({ pools }) => pools.flatMap(({ you }) => you.evidence.events))
  const ledgerEvents = events.filter(({ transactionHash }) => transactionHash !== null)
  expect(ledgerEvents.length).toBeGreaterThan(5)
  for (const { transactionHash } of ledgerEvents) {
    expect(rows.some((row) => row.includes(transactionHash ?? ''))).toBe(true)
  }
  expect(rows.length - 1).toBe(ledgerEvents.length)
})

test('Copy link copies the address of what is on the screen', async ({ app, page, context, stage }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  await page.getByLabel('Window').selectOption({ label: 'last 30 days' })
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByText('Link copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  expect(page.url()).toContain('window=30d')
})

function percent(rate: number | null): number | null {
  return rate === null ? null : rate * 100
}
