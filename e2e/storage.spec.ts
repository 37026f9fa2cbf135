import { expect, test } from './app'

test.describe('a browser that keeps nothing', () => {
  test.use({ storedSettings: null })

  test('promise 13: works with storage that throws, and says that settings do not last', async ({
    app,
    page,
    context,
    stage,
    rpc,
  }) => {
    const refuseStorage = () => {
      const refuse = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      }
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(globalThis, name, { get: refuse })
      }
    }
    await context.addInitScript(refuseStorage)
    // Scripts of that kind don't reach workers.
    let hasReachedWorker = false
    await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: `(${refuseStorage.toString()})();${await response.text()}` })
      hasReachedWorker = true
    })
    await app.open('#/settings')
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(rpc.url)
    await field.blur()
    await expect(page.getByText('This browser does not keep settings')).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
    await page.evaluate((hash) => (location.hash = hash), `#/wallet/${stage.cast.retail}?chains=1`)
    await app.waitForReport()
    await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
    expect(hasReachedWorker).toBe(true)
  })
})

test.describe('with a full disk', () => {
  test.use({ storedSettings: null })

  test('promise 13: a full quota loses no figure', async ({ app, page, context, stage, rpc }) => {
    await context.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      }
    })
    await app.open('#/settings')
    const browser = await context.newCDPSession(page)
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(app.home).origin, quotaSize: 1 })
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(rpc.url)
    await field.blur()
    await expect(page.getByText('This browser does not keep settings')).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
    await page.evaluate((hash) => (location.hash = hash), `#/wallet/${stage.cast.retail}?chains=1`)
    await app.waitForReport()
    await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
  })
})

test.describe('settings that were not written by Minnow', () => {
  test.use({ storedSettings: { rpcUrls: { 1: 'javascript:alert(1)', x: 7 }, theme: 5, hiddenChains: 'all' } })

  test('promise 13: what is broken in storage is dropped, never trusted', async ({ app, page }) => {
    await app.open('#/settings')
    await expect(page.getByLabel('Ethereum RPC URL')).toHaveValue('')
    await expect(page.getByRole('radio', { name: 'as the system' })).toBeChecked()
  })
})
