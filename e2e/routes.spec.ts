import { readFileSync } from 'node:fs'
import { expect, test } from './app'
import type { DistHome } from './serveDist'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const homes: readonly DistHome[] = ['root', 'path gateway', 'subdomain gateway']

for (const homeKind of homes) {
  test.describe(`at the ${homeKind}`, () => {
    test.use({ homeKind })

    test(`promise 6: every route opens and reloads at the ${homeKind}`, async ({ app, page, stage }) => {
      const { retail, pools } = stage.cast
      const heading = page.getByRole('heading', { level: 1 })
      for (const [route, said] of [
        ['', /what your liquidity really earns/],
        ['#/', /what your liquidity really earns/],
        ['#/method', /./],
        ['#/settings', /Settings/],
        [`#/wallet/${retail}?chains=1`, /by just holding/],
        [`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`, /^You earned/],
        [`#/wallet/${retail}?report=example`, /just holding/],
        ['#/nowhere', /does not lead to a screen/],
      ] as const) {
        await app.open(route)
        await expect(heading).toHaveText(said, { timeout: 45_000 })
        await page.reload()
        await expect(heading).toHaveText(said, { timeout: 45_000 })
      }
    })
  })
}

test.describe('at a path gateway', () => {
  test.use({ homeKind: 'path gateway' })

  test('promise 6: the page says its version and CID, and warns that other sites share its storage', async ({
    app,
    page,
    stage,
  }) => {
    await app.open('#/')
    const footer = page.getByRole('contentinfo')
    const cid = new URL(stage.homes['subdomain gateway']).hostname.replace('.ipfs.localhost', '')
    await expect(footer).toContainText(`Version ${version}, CID ${cid}`)
    await expect(footer).toContainText('Other sites can read what Minnow keeps here.')
    await footer.getByRole('link', { name: 'Open Minnow from an address of its own' }).click()
    await expect(page).toHaveURL(`${stage.homes['subdomain gateway']}#/`)
    await expect(footer).toContainText(`CID ${cid}`)
    await expect(footer).not.toContainText('Other sites')
  })
})

test('back and forward go through the screens, choices on a screen do not pile up', async ({ app, page, stage }) => {
  const { retail } = stage.cast
  const heading = page.getByRole('heading', { level: 1 })
  await app.open('#/')
  await page.getByLabel('Address or ENS name').fill(retail)
  await page.keyboard.press('Enter')
  await app.waitForReport()
  await page.getByLabel('Window').selectOption('30d')
  await app.waitForReport()
  await page.getByRole('link', { name: /USDC \/ WETH 0\.05/ }).click()
  await expect(heading).toHaveText(/^You earned/)
  await page.goBack()
  await expect(page).toHaveURL(/#\/wallet\/.*window=30d/)
  // What was read stays: coming back asks nothing again.
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
  await page.goBack()
  await expect(heading).toHaveText(/what your liquidity really earns/)
  await page.goForward()
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
})

test('another address in the address bar shows the other wallet', async ({ app, page, stage }) => {
  const { retail, friend } = stage.cast
  await app.openReport(`#/wallet/${retail}?chains=1`)
  await page.evaluate((address) => (location.hash = `#/wallet/${address}?chains=1`), friend)
  await expect(page.getByRole('main')).toContainText(friend)
  await expect(page.getByRole('main')).not.toContainText(retail)
  await app.waitForReport()
})

for (const [hash, reason] of [
  ['#/wallet/0x123', 'is not an address'],
  ['#/wallet/0xd8dA6BF26964aF9D7eEd9e03E53415D37AA96045', 'checksum'],
  [
    '#/compare/x/uniswap-v3/0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640/0x000000000000000000000000000000000000dEaD',
    'number',
  ],
  [
    '#/compare/1/uniswap-v9/0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640/0x000000000000000000000000000000000000dEaD',
    'uniswap-v9',
  ],
  ['#/wallet/%E0%A4%A', 'not readable'],
  ['#/wallet/0x000000000000000000000000000000000000dEaD?window=2y', '2y'],
  ['#/pool/1/uniswap-v3', 'No screen has this name'],
] as const) {
  test(`a broken link says what is wrong with it: ${hash}`, async ({ app, page }) => {
    await app.open(hash)
    await expect(page.getByRole('alert')).toContainText(reason)
    await page.getByRole('link', { name: 'Go to the start' }).click()
    await expect(page.getByLabel('Address or ENS name')).toBeVisible()
  })
}

test('a chain that Minnow does not know is said', async ({ app, page, stage }) => {
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1,123456`)
  await expect(page.getByRole('alert')).toContainText('123456')
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
})
