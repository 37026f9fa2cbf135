import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Page } from '@playwright/test'
import type { PoolReport } from '../src/domain/poolReport'
import { expect, test } from './app'

const schemaFile = fileURLToPath(new URL('../../shared/spec/pool-report.schema.json', import.meta.url))

async function waitForPool(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Download pool report (JSON)' })).toBeEnabled({ timeout: 45_000 })
}

async function downloadPoolReport(page: Page): Promise<PoolReport> {
  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download pool report (JSON)' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await started).createReadStream()) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as PoolReport
}

test('one sentence says what the whale has, and the proof stands under it', async ({ app, page, stage }) => {
  await app.open(`#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}?window=all`)
  await waitForPool(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^The whale of this pool earned \d+\s% of all fees in \d+ days and holds \d+\s% of the capital\. The smaller half of its \d+ owners holds [\d.]+\s%\.$/,
  )
  await expect(page.getByRole('region', { name: /^The whale/ })).toContainText('Proven largest')
  const first = page.getByRole('region', { name: 'Owners of this pool' }).getByRole('row').nth(1)
  await expect(first).toContainText('whale')
  await expect(first.getByRole('link')).toHaveAttribute('title', stage.cast.whale)
  const coverage = page.getByRole('region', { name: 'What this is based on' })
  await expect(coverage).toContainText(/blocks [\d,]+ to [\d,]+, all of them/)
  await expect(coverage).toContainText('USDC assumed at $1')
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('every figure of an owner stands in its card, and nothing is cut off', async ({ app, page, stage }) => {
    await app.open(`#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}?window=all`)
    await waitForPool(page)
    const owners = page.getByRole('region', { name: 'Owners of this pool' })
    const jit = owners.getByRole('row').filter({ has: page.getByTitle(stage.cast.jit) })
    await page.getByRole('button', { name: 'Show more owners' }).click()
    await expect(jit).toContainText(/Capital\s*\$0.*Net\s*\+\$[\d,]+.*Net rate\s*no rate/s)
    await expect(page.getByText('so there is no time to divide by')).toBeVisible()
    for (const table of [owners.getByRole('table'), page.getByRole('table', { name: 'Owners by size' })]) {
      const isCut = await table.evaluate((one) =>
        [...one.querySelectorAll('tbody :is(td, th)')].some((cell) => cell.getBoundingClientRect().right > innerWidth),
      )
      expect(isCut).toBe(false)
    }
  })
})

test('the downloaded report follows its schema and says what the screen says', async ({ app, page, stage }) => {
  test.skip(!existsSync(schemaFile), 'pool-report.schema.json is not here')
  await app.open(`#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}?window=all`)
  await waitForPool(page)
  const report = await downloadPoolReport(page)
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile(
    JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
  )
  validate(report)
  expect(validate.errors ?? []).toEqual([])
  expect(report.whale).toMatchObject({ owner: stage.cast.whale, claim: 'largest' })
  const rows = page.getByRole('region', { name: 'Owners of this pool' }).getByRole('row')
  await expect(rows).toHaveCount(report.owners.length + 1)
  await expect(page.getByRole('table', { name: 'How concentrated it is' })).toContainText(
    (report.concentration.capital.gini ?? 0).toFixed(2),
  )
})

test('each heading opens how its figures are computed', async ({ app, page, stage }) => {
  await app.open(`#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}`)
  await waitForPool(page)
  const buttons = page.getByRole('button', { name: /How is this computed\?$/ })
  const names = await buttons.allInnerTexts()
  expect(names.length).toBeGreaterThanOrEqual(9)
  const dialog = page.getByRole('dialog', { name: 'How is this computed?' })
  for (let index = 0; index < names.length; index += 1) {
    await buttons.nth(index).click()
    await expect(dialog.getByRole('heading', { level: 3 })).not.toBeEmpty()
    await expect(dialog.getByRole('row').first()).toBeVisible()
    await expect(dialog).toContainText(/Everything is read at block [\d,]+/)
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
})

test('a place among all owners: for an amount of money, and for who looks', async ({ app, page, stage }) => {
  const { pools, retail } = stage.cast
  await app.open(`#/pool/1/uniswap-v3/${pools.usdcWeth500}?window=all&you=${retail}`)
  await waitForPool(page)
  const place = page.getByRole('region', { name: /^Your place/ })
  await expect(place).toContainText(/has \$[\d,.]+ here, more than [\d.]+\s% of the owners/)
  const field = place.getByRole('textbox')
  await field.fill('1,000,000,000')
  await expect(place.getByRole('status')).toContainText(/more than 100\s% of the owners/)
  await field.fill('plenty')
  await expect(place.getByRole('status')).toHaveText('This is not an amount of money.')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
})

test('window and currency live in the link, and a wallet’s screen leads here', async ({ app, page, stage }) => {
  const { pools, retail } = stage.cast
  await app.openReport(`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`)
  await page.getByRole('link', { name: 'everyone in this pool' }).click()
  await waitForPool(page)
  await expect(page).toHaveURL(new RegExp(`you=${retail}`))
  await page.getByLabel('Window').selectOption({ label: 'last 7 days' })
  await page.getByLabel('In', { exact: true }).selectOption({ label: 'ETH' })
  await waitForPool(page)
  const { hash } = new URL(page.url())
  expect(hash).toContain('window=7d')
  expect(hash).toContain('currency=ETH')
  await expect(page.getByRole('region', { name: /^The whale/ })).toContainText(/ETH/)
  await page.reload()
  await waitForPool(page)
  await expect(page.getByLabel('Window')).toHaveValue('7d')
})

test('work can be cancelled and continued, and shows what it does', async ({ app, page, rpc, stage }) => {
  rpc.use({ delayMs: 400 })
  await app.open(`#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}`)
  await expect(page.getByRole('progressbar')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Download pool report (JSON)' })).toBeDisabled()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Stopped.')).toBeVisible()
  rpc.use({})
  await page.getByRole('button', { name: 'Continue' }).click()
  await waitForPool(page)
})

test('the whale of a pool whose life is too long to be read stands there with its proof before everybody else is known', async ({
  app,
  page,
  rpc,
  stage,
}) => {
  const error = { code: -32_602, message: 'query exceeds max block range 4' }
  rpc.use({ logRange: { maxBlocks: 4, error }, delayMs: 60 })
  await app.open(`#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}`)
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toHaveText('The whale of this pool is known. Everybody else is not known yet.', {
    timeout: 45_000,
  })
  const whale = page.getByRole('region', { name: /^The whale/ })
  await expect(whale).toContainText('Proven largest')
  await expect(whale).toContainText(
    /Capital now\s*\$[\d,]+\s*Fees in the window\s*\+\$[\d,]+\s*Net, over just holding\s*\+\$[\d,]+/,
  )
  await expect(page.getByRole('region', { name: 'Owners of this pool' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Stopped.')).toBeVisible()
  await expect(whale).toContainText('Proven largest')
  rpc.use({ logRange: { maxBlocks: 4, error } })
  await page.getByRole('button', { name: 'Continue' }).click()
  await waitForPool(page)
  await expect(title).toContainText(/^The whale of this pool earned/)
  await expect(page.getByRole('region', { name: 'Owners of this pool' })).toBeVisible()
})

test('an address without a pool, and a chain that nobody knows, are said', async ({ app, page, stage }) => {
  await app.open(`#/pool/1/uniswap-v3/${stage.cast.retail}`)
  await expect(page.getByRole('alert')).toContainText('There is no Uniswap V3 pool at')
  await app.open(`#/pool/424242/uniswap-v3/${stage.cast.pools.usdcWeth500}`)
  await expect(page.getByRole('alert')).toContainText('a chain that Minnow does not know: 424242')
})

test('a pool is found by its address, or by two tokens and a fee; what is none gets a sentence', async ({
  app,
  page,
  stage,
}) => {
  const { pools, retail } = stage.cast
  await app.open('#/')
  const explore = page.getByRole('region', { name: 'Explore a pool' })
  const first = explore.getByLabel('Pool address, or a token')
  const second = explore.getByLabel('The other token')
  const show = explore.getByRole('button', { name: 'Show pool' })

  await show.click()
  await expect(explore.getByRole('alert')).toContainText('Type the address of a pool, or two tokens.')
  await first.fill('weth')
  await second.fill('weth')
  await show.click()
  await expect(explore.getByRole('alert')).toContainText('Both are the same token')
  await expect(first).toBeFocused()
  await second.fill('usdt')
  await show.click()
  await expect(explore.getByRole('alert')).toContainText('There is no Uniswap V3 pool at')
  await expect(explore.getByRole('alert')).toContainText('These two tokens have no pool with this fee.')
  await first.fill(retail)
  await second.fill('')
  await show.click()
  await expect(explore.getByRole('alert')).toContainText('There is no Uniswap V3 pool at')

  await first.fill('weth')
  await second.fill('USDC')
  await explore.getByLabel('Fee').selectOption({ label: '0.3\u00a0%' })
  await show.click()
  await expect(page).toHaveURL(new RegExp(`#/pool/1/uniswap-v3/${pools.usdcWeth3000}$`))
  await waitForPool(page)
  await page.goBack()
  await first.fill(pools.usdcWeth500.toLowerCase())
  await show.click()
  await expect(page).toHaveURL(new RegExp(`#/pool/1/uniswap-v3/${pools.usdcWeth500}$`))
})

test('the shelf leads to pools, and the one of Render on the replica opens', async ({ app, page, stage }) => {
  await app.open('#/')
  const explore = page.getByRole('region', { name: 'Explore a pool' })
  await expect(explore.getByRole('link', { name: 'WFIL / axlUSDC 0.3 % on Filecoin' })).toBeVisible()
  await explore.getByRole('link', { name: /^RNDR \/ WETH 0\.3/ }).click()
  await expect(page).toHaveURL(new RegExp(`#/pool/1/uniswap-v3/${stage.cast.pools.rndrWeth3000}$`))
  await waitForPool(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The whale of this pool')
})
