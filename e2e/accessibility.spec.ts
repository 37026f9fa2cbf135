import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './app'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Rules that depend on colours; all others find the same in light and dark. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** In light and in dark. */
async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    // The page has no frames, for which alone another page would be opened each time.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const { violations } = await (colorScheme === 'light' ? axe.withTags(tags) : axe.withRules(colourRules)).analyze()
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary}`),
    )
    expect(found, `axe on the ${screen} screen, ${colorScheme}`).toEqual([])
  }
}

/** How far the page is wider than the window, and what sticks out. */
async function expectNoSidewaysScroll(page: Page, screen: string): Promise<void> {
  const wider = await page.evaluate(() => {
    const extra = document.documentElement.scrollWidth - innerWidth
    if (extra <= 0) return []
    const out = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth)
    return [`${extra} px`, ...out.slice(-3).map((one) => `<${one.tagName.toLowerCase()} class="${one.className}">`)]
  })
  expect(wider, `what is wider than the ${screen} screen`).toEqual([])
}

for (const width of [390, 1280]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 } })

    test(`axe finds nothing on any screen, in light and in dark: ${width} px wide`, async ({
      app,
      page,
      stage,
      rpc,
    }) => {
      test.slow()
      const { retail, pools } = stage.cast
      const check = async (screen: string) => {
        await expectAccessible(page, screen)
        await expectNoSidewaysScroll(page, screen)
      }
      await app.open('#/')
      await expect(page.getByRole('link', { name: 'See an example' })).toBeVisible()
      await check('home')
      await page.getByRole('button', { name: 'Connect wallet' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('choose a wallet')
      await page.keyboard.press('Escape')
      await page.getByLabel('Address or ENS name').fill('nobody')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('alert')).toBeVisible()
      await check('home with an error')

      await app.openReport(`#/wallet/${retail}?chains=1`)
      await check('wallet')
      await app.openReport(`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`)
      const charts = page.getByRole('region', { name: 'Charts' }).getByRole('figure')
      for (const chart of await charts.all()) await chart.getByRole('button', { name: 'Show as a table' }).click()
      await check('compare')
      for (const figure of ['Fees earned', 'Gas', 'Range width']) {
        await page.getByRole('button', { name: new RegExp(`^${figure}, you`) }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await check(`how ${figure} is computed`)
        await page.keyboard.press('Escape')
      }

      await app.open(`#/pool/1/uniswap-v3/${pools.usdcWeth500}?window=all&you=${retail}`)
      await expect(page.getByRole('button', { name: 'Download pool report (JSON)' })).toBeEnabled({ timeout: 45_000 })
      await check('pool')
      await page.getByRole('button', { name: 'Show as a table' }).click()
      await page.getByRole('button', { name: /^The whale.*How is this computed\?$/ }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('how the whale is found')
      await page.keyboard.press('Escape')

      await app.open('#/method')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await check('method')
      await app.open('#/settings')
      const field = page.getByLabel('Ethereum RPC URL')
      await field.fill('nothing')
      await field.blur()
      await expect(page.getByRole('alert')).toBeVisible()
      await check('settings with an error')
      await app.open('#/nowhere')
      await check('unknown')

      rpc.use({ delayMs: 3_000 })
      await app.open(`#/wallet/${stage.cast.friend}?chains=1`)
      await expect(page.getByRole('progressbar')).toBeVisible()
      await check('loading')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect(page.getByText('Stopped.')).toBeVisible()
      await check('stopped')
      rpc.use({ chainId: 8453 })
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('alert').first()).toBeVisible({ timeout: 40_000 })
      await check('unreadable chain')
    })
  })
}

for (const width of [360, 1440]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 780 } })

    test(`nothing scrolls sideways at ${width} px`, async ({ app, page, stage }) => {
      const { retail, pools } = stage.cast
      const wallet = await app.installWallet()
      for (const route of ['#/', '#/method', '#/settings', '#/nowhere']) {
        await app.open(route)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expectNoSidewaysScroll(page, route)
      }
      await wallet.connect()
      await app.openReport(`#/wallet/${retail}?chains=1`)
      await expectNoSidewaysScroll(page, 'wallet')
      await page.getByRole('button', { name: /^Account / }).click()
      await expectNoSidewaysScroll(page, 'account menu')
      for (const pool of Object.values(pools)) {
        await app.openReport(`#/compare/1/uniswap-v3/${pool}/${retail}`)
        await expectNoSidewaysScroll(page, `compare ${pool}`)
      }
      const buttons = page.getByRole('table', { name: 'You and the whale' }).getByRole('button')
      await buttons.nth(4).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await expectNoSidewaysScroll(page, 'evidence')
    })
  })
}

test('the keyboard reaches everything in order, and focus comes back after a dialog', async ({ app, page, stage }) => {
  await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()

  const net = page.getByRole('button', { name: /^Net, you/ })
  await net.focus()
  const outline = await net.evaluate((button) => getComputedStyle(button).outlineStyle)
  expect(outline).not.toBe('none')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  // Focus goes round within it and the browser's own controls, where the page has none: nothing behind it is reached.
  const stops = new Set<string>()
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press('Tab')
    stops.add(await page.evaluate(describeFocus))
  }
  expect([...stops].sort()).toEqual(['dialog: Close', 'dialog: More in Method', 'none'])
  await page.keyboard.press('Escape')
  await expect(net).toBeFocused()
})

test('a new screen is announced: its title changes and focus moves to it', async ({ app, page }) => {
  await app.open('#/')
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page).toHaveTitle(/Settings/)
  await expect(page.getByRole('main')).toBeFocused()
})

/** What has the focus, and whether it belongs to the dialog. */
function describeFocus(): string {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return 'none'
  return `${focused.closest('dialog') === null ? 'page' : 'dialog'}: ${focused.textContent.trim()}`
}
