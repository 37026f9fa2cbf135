import type { Page } from '@playwright/test'
import { expect, test } from './app'

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'How is this computed?' })
const gapOf = (page: Page) => page.getByRole('region', { name: 'What lies between the whale and you' })
const whatIfOf = (page: Page) => page.getByRole('region', { name: /your capital would have made/ })
const sizeOf = (page: Page) => page.getByRole('figure').filter({ hasText: 'way of working, by capital' })

/** Opens the evidence behind a button, reads it, and closes it. */
async function readEvidence(page: Page, open: () => Promise<void>): Promise<string> {
  await open()
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('heading', { level: 3 })).not.toBeEmpty()
  await expect(dialog).toContainText(/Everything is read at block [\d,]+/)
  const text = await dialog.innerText()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  return text
}

test.describe('why the whale earns more', () => {
  test.beforeEach(async ({ app, stage }) => {
    await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
  })

  test('net rate over capital: break-evens and what they rest on, in words and in their evidence', async ({ page }) => {
    const size = sizeOf(page)
    await expect(size.getByRole('heading')).toHaveText(/^Below \$[\d,]+ gas eats more than this pool pays you$/)
    const words = await size.getByRole('listitem').allInnerTexts()
    expect(words[0]).toMatch(
      /^Your way of working: .* before gas, and \$\d+ of gas a\syear, from \d+ transactions in \d+ days/,
    )
    expect(words[1]).toMatch(/^The whale’s: .*from \d+ transactions in \d+ days; it beats holding above \$[\d,]+\.$/)
    const shown = /Below (\$[\d,]+)/.exec(await size.getByRole('heading').innerText())?.[1]
    expect(words[0]).toContain(`above ${shown}`)

    for (const name of ['Your break-even', 'The whale’s', 'Where both meet']) {
      const text = await readEvidence(page, () => page.getByRole('button', { name, exact: true }).click())
      expect(text).toContain('From these transactions')
      expect(text).toMatch(/gas: −\$[\d.,]+ in \d+ transactions/)
    }
  })

  test('the gap in words: the two largest parts, each with both sides behind it', async ({ page }) => {
    const gap = gapOf(page)
    await expect(gap).toContainText(/You earned [\d.]+ points a\syear less than the whale\./)
    const parts = gap.getByRole('button')
    await expect(parts).toHaveCount(2)
    await expect(gap).toContainText(/You sent \d+ transactions, the whale \d+\. Gas took \d+\s% of your fees/)
    for (const part of await parts.all()) {
      const text = await readEvidence(page, () => part.click())
      expect(text).toMatch(/You: [+−]\$[\d.,]+ ÷ \$[\d.,]+ of capital for a year/)
      expect(text).toMatch(/From these (events|transactions), yours/)
      expect(text).toMatch(/From these (events|transactions), the whale’s/)
    }
  })

  test('either capital in the other’s ranges, with gas of both, what it assumes, and where it is not realistic', async ({
    page,
  }) => {
    const whatIf = whatIfOf(page)
    await expect(whatIf).toContainText(
      /With your own \d+ transactions it would have made .*, with the whale’s \d+ transactions/,
    )
    await expect(whatIf).toContainText('changed neither the swaps nor the liquidity in range')
    await expect(whatIf).toContainText(/In your ranges, the whale’s capital would be \d+\s% of .* it is not realistic/)
    const buttons = await whatIf.getByRole('table').getByRole('button').all()
    // Capital, fees, impermanent loss, and gas and net twice; no rewards in this pool.
    expect(buttons).toHaveLength(14)
    for (const button of buttons) {
      const name = (await button.getAttribute('aria-label')) ?? ''
      const text = await readEvidence(page, () => button.click())
      expect(text).toContain(/your capital|the whale’s capital/.exec(name)?.[0])
      if (name.startsWith('Fees')) expect(text).toContain('Had it thinned everybody’s fees as much as it can have')
    }
    await whatIf.getByRole('button', { name: /^Fees, your capital/ }).click()
    await dialogOf(page).getByRole('link', { name: 'More in Method' }).click()
    await expect(page).toHaveURL(/#\/method\?term=what-if$/)
    await expect(page.getByRole('region', { name: /^What if/ })).toBeFocused()
  })

  test('a saved report shows the same, and its links go where this site’s own list says', async ({ app, page }) => {
    const texts = () => Promise.all([gapOf(page), whatIfOf(page), sizeOf(page)].map((part) => part.innerText()))
    const live = await texts()
    const report = await app.downloadReport()
    const chains = report.chains.map((chain) => ({ ...chain, explorer: 'https://explorer.example' }))
    await app.open('#/')
    const buffer = Buffer.from(JSON.stringify({ ...report, chains }))
    await page
      .getByLabel('Saved report file')
      .setInputFiles({ name: 'report.json', mimeType: 'application/json', buffer })
    await expect(page.getByText('A saved report.')).toBeVisible()
    await expect.poll(texts).toEqual(live)
    await gapOf(page).getByRole('button', { name: /^Gas/ }).click()
    await expect(dialogOf(page).locator('a[href^="https://etherscan.io/tx/0x"]').first()).toBeVisible()
    await expect(page.locator('a[href*="explorer.example"]')).toHaveCount(0)
  })

  test('somebody in the link who is not in the pool is said not to be', async ({ app, page, stage }) => {
    await expect(page.getByRole('alert')).toHaveCount(0)
    const stranger = '0x00000000000000000000000000000000000000A1'
    const { retail, pools } = stage.cast
    await app.openReport(`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}?whale=${stranger}`)
    await expect(page.getByRole('alert')).toContainText('0x0000…00A1 is not in this comparison.')
  })
})

test('the bundled example has it all, without any network', async ({ app, page, rpc }) => {
  await app.open('#/')
  await page
    .getByRole('link', { name: /example/i })
    .first()
    .click()
  await page
    .getByRole('link', { name: /USDC \/ WETH 0\.05/ })
    .first()
    .click()
  for (const part of [gapOf(page), whatIfOf(page), sizeOf(page)]) await expect(part).toBeVisible()
  expect(rpc.requests).toBe(0)
})

test('the method’s worked example is computed anew from the numbers that are put in', async ({ app, page, rpc }) => {
  await app.open('#/method')
  const net = page.getByRole('region', { name: /^Net/ })
  await expect(net).toContainText('$17.50 − $4.55 − $8.26 = +$4.69.')
  await page.getByLabel('Price of gas, in gwei').fill('0')
  await expect(net).toContainText('$17.50 − $4.55 + $0 = +$12.95.')
  await page.getByLabel('Your capital, in dollars').fill('2000')
  await expect(net).toContainText('$35.00 − $9.11 + $0 = +$25.89.')
  const capital = page.getByLabel('Your capital, in dollars')
  await capital.fill('1')
  await expect(page.getByRole('alert')).toHaveText(/From 10 to 100,000,000/)
  await expect(net).toContainText('+$25.89.')
  await page.getByRole('button', { name: 'Show your ledger' }).click()
  await expect(page.getByText('Your events')).toBeVisible()

  const anchors = await page
    .getByRole('navigation', { name: 'Definitions' })
    .getByRole('link')
    .evaluateAll((links) =>
      links.map((link) => new URLSearchParams(link.getAttribute('href')?.split('?')[1]).get('term')),
    )
  for (const anchor of anchors) await expect(page.locator(`#term-${anchor}`)).toHaveCount(1)
  expect(anchors).toContain('concentration')
  expect(rpc.requests).toBe(0)
})
