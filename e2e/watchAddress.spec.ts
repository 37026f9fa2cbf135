import { expect, test } from './app'

test('promise 3: a pasted address shows its positions, with no wallet in the browser', async ({ app, page, stage }) => {
  await app.open('#/')
  expect(await page.evaluate(() => 'ethereum' in window)).toBe(false)
  await page.getByLabel('Address or ENS name').fill(`  ${stage.cast.retail.toLowerCase()} `)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`#/wallet/${stage.cast.retail}`))
  await app.waitForReport()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('by just holding')
  await expect(page.getByRole('region', { name: 'Ethereum' }).getByRole('row')).toHaveCount(4)
})

test('an ENS name leads to its wallet', async ({ app, page, stage }) => {
  await app.open('#/')
  await page.getByLabel('Address or ENS name').fill(stage.cast.retailName)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`#/wallet/${stage.cast.retail}`))
  await app.waitForReport()
})

test('promise 5: a name whose resolver points to a server is not followed there', async ({
  app,
  page,
  stage,
  watch,
}) => {
  await app.open('#/')
  await page.getByLabel('Address or ENS name').fill(stage.cast.offchainName)
  await page.keyboard.press('Enter')
  await expect(page.locator('form').getByRole('alert')).toContainText(`No address is set for the name`)
  expect(watch.urls.filter((url) => url.includes('offchain.example'))).toEqual([])
})

test('a wallet without positions is told where was searched', async ({ app, page }) => {
  await app.openReport('#/wallet/0x000000000000000000000000000000000000dEaD?chains=1')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No positions were found for this wallet.')
  await expect(page.getByRole('main')).toContainText(/No positions found on Ethereum; searched blocks [\d,]+ to [\d,]+/)
})

test.describe('a browser that has no settings yet', () => {
  test.use({ storedSettings: null })

  test('promise 3: an RPC URL in the settings is all it takes', async ({ app, page, stage, rpc }) => {
    await app.open('#/settings')
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(rpc.url)
    await field.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
    await expect(page.getByRole('region', { name: 'Ethereum' }).getByRole('row')).toHaveCount(4)
  })
})
