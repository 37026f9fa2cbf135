import type { Page } from '@playwright/test'
import { expect, test } from './app'

const figures = [
  'Capital',
  'Share of the pool',
  'Fees earned',
  'Against just holding',
  'Rewards',
  'Gas',
  'Net',
  'Gas as a share of fees',
  'Time in range',
  'Range width',
  'Moved the range',
  'What just holding made',
  'All in all',
]

test.beforeEach(async ({ app, stage }) => {
  await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
})

test('one sentence says what you earned, what the whale earned, and what explains the gap', async ({ page }) => {
  const sentence = page.getByRole('heading', { level: 1 })
  await expect(sentence).toHaveText(
    /^You earned \$[\d,.]+ (less|more) than by just holding, [−+][\d.]+\s?% a\syear\. The whale in this pool earned [−+][\d.]+\s?%\. .*Gas .*\spoints.*\.$/,
  )
})

test('each figure opens its formula, its transactions, its prices and its block', async ({ page, stage }) => {
  test.slow()
  const table = page.getByRole('table', { name: 'You and the whale' })
  const dialog = page.getByRole('dialog', { name: 'How is this computed?' })
  for (const side of ['you', 'whale']) {
    for (const figure of figures) {
      await table.getByRole('button', { name: new RegExp(`^${figure}, ${side}: .*How is this computed\\?$`) }).click()
      await expect(dialog.getByRole('heading', { level: 3 })).toContainText(figure)
      await expect(dialog.getByRole('table').first().getByRole('row').first()).toBeVisible()
      await expect(dialog).toContainText(/Everything is read at block [\d,]+/)
      await expect(dialog.getByRole('listitem').last()).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    }
  }
  await table.getByRole('button', { name: /^Gas, you/ }).click()
  const { firstMint, collectTogether, operatorCollect } = stage.cast.transactions
  for (const hash of [firstMint, collectTogether, operatorCollect]) {
    await expect(dialog.locator(`a[href="https://etherscan.io/tx/${hash}"]`)).toBeVisible()
  }
  await expect(dialog).toContainText('Paid by another account, not charged')
})

test('each position has its figures too, closed ones included', async ({ page }) => {
  const positions = page.getByRole('region', { name: 'Your positions in this pool' })
  await expect(positions.getByRole('row')).toHaveCount(3)
  await expect(positions).toContainText('closed')
  await expect(positions).toContainText('in range')
  await positions
    .getByRole('button', { name: /^Net, position/ })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toContainText('position')
})

test('charts are drawn, each with a message, a summary and a table behind a toggle', async ({ page }) => {
  const charts = page.getByRole('region', { name: 'Charts' }).getByRole('figure')
  await expect(charts).toHaveCount(4)
  for (const chart of await charts.all()) {
    await expect(chart.getByRole('heading')).not.toBeEmpty()
    await expect.poll(() => countColours(page, chart.locator('canvas'))).toBeGreaterThan(3)
    const slider = chart.getByRole('slider')
    expect(await slider.getAttribute('aria-describedby')).not.toBeNull()
    await slider.focus()
    await page.keyboard.press('Home')
    const first = await slider.getAttribute('aria-valuetext')
    await page.keyboard.press('ArrowRight')
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(first)

    await expect(chart.getByRole('table')).toHaveCount(0)
    await chart.getByRole('button', { name: 'Show as a table' }).click()
    expect(await chart.getByRole('table').getByRole('row').count()).toBeGreaterThan(2)
    await chart.getByRole('button', { name: 'Hide the table' }).click()
    await expect(chart.getByRole('table')).toHaveCount(0)
  }
})

test('window, currency and whale live in the link', async ({ app, page, stage }) => {
  const whales = page.getByLabel('Next to')
  const second = await whales.locator('option').nth(1).getAttribute('value')
  await page.getByLabel('Window').selectOption({ label: 'last 30 days' })
  await app.waitForReport()
  await page.getByLabel('In', { exact: true }).selectOption({ label: 'ETH' })
  await app.waitForReport()
  await whales.selectOption(second)
  await app.waitForReport()
  const url = new URL(page.url())
  expect(url.hash).toContain('window=30d')
  expect(url.hash).toContain('currency=ETH')
  expect(url.hash).toContain(`whale=${second}`)
  const sentence = await page.getByRole('heading', { level: 1 }).innerText()
  expect(sentence).toMatch(/ETH (less|more)/)

  const pasted = await page.context().newPage()
  await pasted.goto(url.href)
  await expect(pasted.getByRole('button', { name: 'Download report (JSON)' })).toBeEnabled({ timeout: 30_000 })
  await expect(pasted.getByRole('heading', { level: 1 })).toHaveText(sentence)
  await expect(pasted.getByLabel('Window')).toHaveValue('30d')
  expect(stage.cast.whale).not.toBe(second)
})

test('what it covers is said: blocks, the proof of the whale, prices, and what is missing', async ({ page }) => {
  const coverage = page.getByRole('region', { name: 'What this is based on' })
  await expect(coverage).toContainText(/blocks [\d,]+ to [\d,]+, all of them/)
  await expect(coverage).toContainText('Proven largest')
  await expect(coverage).toContainText('USDC assumed at $1')
  await expect(coverage).toContainText(/WETH \$[\d,]+, from this pool’s own price against USDC/)
  await expect(coverage).toContainText('Missing nothing')
})

/** Number of colours in a canvas: one means that nothing is drawn. */
async function countColours(page: Page, canvas: ReturnType<Page['locator']>): Promise<number> {
  const bytes = await canvas.screenshot()
  return page.evaluate(async (base64) => {
    const image = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' }),
    )
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    context?.drawImage(image, 0, 0)
    const pixels = context?.getImageData(0, 0, image.width, image.height).data.buffer
    return pixels === undefined ? 0 : new Set(new Uint32Array(pixels)).size
  }, bytes.toString('base64'))
}
