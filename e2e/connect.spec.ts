import { expect, replicaSettings, test } from './app'

const walletHash = (address: string) => new RegExp(`#/wallet/${address}`)

test('an announced wallet is listed by its name, connects, and its positions appear', async ({ app, page, stage }) => {
  const wallet = await app.installWallet()
  await app.open('#/')
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await expect(page.getByRole('dialog').getByRole('button', { name: wallet.name, exact: true })).toBeVisible()
  await page.getByRole('button', { name: wallet.name, exact: true }).click()

  await expect(page).toHaveURL(walletHash(stage.cast.retail))
  await app.waitForReport()
  const ethereum = page.getByRole('region', { name: 'Ethereum', exact: true })
  await expect(ethereum.getByRole('row')).toHaveCount(4)
  await expect(ethereum.getByRole('link', { name: /USDC \/ WETH 0\.05\s?%/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Account 0x/ })).toBeVisible()
})

test('connects again after a reload without asking, and stays disconnected once told so', async ({ app, page }) => {
  const wallet = await app.installWallet()
  await app.open('#/settings')
  await wallet.connect()
  const account = page.getByRole('button', { name: /^Account 0x/ })
  await expect(account).toBeVisible()

  const before = wallet.log.length
  await page.reload()
  await expect(account).toBeVisible()
  const askedAfterwards = wallet.log.slice(before).map(({ method }) => method)
  expect(askedAfterwards).not.toContain('eth_requestAccounts')
  expect(askedAfterwards).not.toContain('wallet_requestPermissions')

  await account.click()
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByRole('button', { name: 'Connect wallet' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Connect wallet' })).toBeVisible()
})

test('follows the wallet to another account on its own screen', async ({ app, page, stage }) => {
  const { retail, friend } = stage.cast
  const wallet = await app.installWallet({ accounts: [retail, friend] })
  await app.open('#/')
  await wallet.connect()
  await app.waitForReport()

  await wallet.act('setAccounts', [friend, retail])
  await expect(page).toHaveURL(walletHash(friend))
  await app.waitForReport()
  await expect(page.getByRole('main')).toContainText(friend)
  await expect(page.getByRole('main')).not.toContainText(retail)
})

test('stays with a watched address when the wallet changes its account', async ({ app, page, stage }) => {
  const { retail, friend, whale } = stage.cast
  const wallet = await app.installWallet({ accounts: [retail, friend] })
  await app.openReport(`#/wallet/${whale}`)
  await wallet.connect()
  await wallet.act('setAccounts', [friend, retail])
  await expect(page.getByRole('button', { name: /^Account / })).toHaveText(new RegExp(friend.slice(-4)))
  await expect(page).toHaveURL(walletHash(whale))
})

test('a change of chain in the wallet changes no figure and asks for nothing', async ({ app, page, rpc }) => {
  const wallet = await app.installWallet()
  await app.open('#/')
  await wallet.connect()
  await app.waitForReport()
  const sentence = await page.getByRole('heading', { level: 1 }).innerText()
  rpc.reset()

  await wallet.act('setChain', 8453)
  await page.getByRole('button', { name: /^Account / }).click()
  await expect(page.getByText('on Base')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(sentence)
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(rpc.requests).toBe(0)
})

test('a wallet that declines is said, and another try works', async ({ app, page }) => {
  const wallet = await app.installWallet({ refusesConnection: true })
  await app.open('#/settings')
  await wallet.connect()
  await expect(page.getByRole('alert')).toContainText('declined')
  await wallet.act('setRefusesConnection', false)
  await page.getByRole('button', { name: wallet.name, exact: true }).click()
  await expect(page.getByRole('button', { name: /^Account 0x/ })).toBeVisible()
})

test('without a wallet the list says so and what to do', async ({ app, page }) => {
  await app.open('#/')
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await expect(page.getByRole('dialog')).toContainText('No wallet was found in this browser.')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Connect wallet' })).toBeFocused()
})

test("promise 5: a wallet's name and icon cannot act", async ({ app, page }) => {
  const name = '<img src=x onerror="document.title=1"><b>Wallet</b>\u202e\u0007' + 'W'.repeat(100_000)
  await app.installWallet({ name, icon: 'javascript:document.title=1' })
  await app.open('#/')
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  const listed = page.getByRole('dialog').getByRole('listitem')
  await expect(listed).toHaveCount(1)
  await expect(listed.locator('b')).toHaveCount(0)
  expect((await listed.innerText()).length).toBeLessThan(200)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await expect(page).toHaveTitle(/Minnow/)
})

test('promise 5: whatever wallets announce as names and icons runs nothing, asks for nothing and breaks no layout', async ({
  page,
  context,
  app,
  watch,
}) => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9999" height="9999"
    onload="parent.__ran=true"><script>parent.__ran=true</script><image xlink:href="https://icons.example/leak.png" width="9" height="9"/>
    <style>@import url(https://icons.example/leak.css);</style><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"
    src="https://icons.example/leak.html"/></foreignObject></svg>`
  const announced: readonly (readonly [name: string, icon: string])[] = [
    ['\u202eWallet\u200b\u2066\ufeff of a stranger\u2069', 'https://icons.example/leak.png?who=me'],
    ['</bdi></button><script>window.__ran = true</script>', 'javascript:window.__ran=true'],
    [`Z${'\u0301'.repeat(5_000)}`, '//icons.example/leak.svg'],
    ['Acting picture', `data:image/svg+xml,${encodeURIComponent(svg)}`],
    ['Page', 'data:text/html,<script>parent.__ran=true</script>'],
    ['\u00a0\u2003\u3164', ''],
  ]
  await context.addInitScript((wallets) => {
    const large = ['Name '.repeat(200_000), `data:image/png;base64,${'A'.repeat(50_000_000)}`] as const
    const request = () => Promise.reject(Object.assign(new Error('no'), { code: 4001 }))
    const announce = () => {
      for (const [index, [name, icon]] of [...wallets, large].entries()) {
        const info = { uuid: `wallet-${index}`, rdns: `example.wallet${index}`, name, icon }
        dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info, provider: { request } } }))
      }
    }
    addEventListener('eip6963:requestProvider', announce)
    announce()
  }, announced)
  await page.setViewportSize({ width: 390, height: 844 })
  await app.open('#/')
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  const listed = page.getByRole('dialog').getByRole('listitem')
  await expect(listed).toHaveCount(announced.length + 1)

  for (const wallet of await listed.all()) {
    const shown = (await wallet.innerText()).trim()
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.length).toBeLessThanOrEqual(40)
    expect(shown).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/)
    expect((await wallet.boundingBox())?.height).toBeLessThan(120)
    const picture = wallet.locator('img')
    if ((await picture.count()) > 0) {
      await expect(picture).toHaveAttribute('src', /^data:image\//)
      expect((await picture.boundingBox())?.width).toBe(28)
      // Once it is drawn, it has loaded all that it would.
      await picture.evaluate((image: HTMLImageElement) => image.decode().catch(() => undefined))
    }
    await wallet.getByRole('button').click()
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('was not connected')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  }
  await expect(listed.locator('img')).toHaveCount(1)
  expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false)
  expect(watch.urls.filter((url) => url.includes('icons.example'))).toEqual([])
  await expect(page).toHaveTitle(/Minnow/)
})

test.describe('promise 1', () => {
  const allowed = [
    'eth_requestAccounts',
    'eth_accounts',
    'eth_chainId',
    'wallet_requestPermissions',
    'wallet_getPermissions',
    'wallet_revokePermissions',
  ]
  const reads =
    /^(eth_(blockNumber|call|getBalance|getBlockByNumber|getCode|getLogs|getTransactionReceipt)|net_version)$/

  test('promise 1: over the whole UI the wallet is only asked who it is', async ({ app, page, stage }) => {
    const { retail, friend, pools } = stage.cast
    const wallet = await app.installWallet({ accounts: [retail, friend] })
    await app.open('#/')
    await wallet.connect()
    await app.waitForReport()
    await app.openReport(`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`)
    await page.getByRole('button', { name: /^Net, you/ }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await app.downloadReport()
    await app.downloadCsv()
    await page.getByRole('button', { name: 'Copy link' }).click()
    for (const route of ['#/method', '#/settings', '#/']) await app.open(route)
    await page.reload()
    await wallet.act('setAccounts', [friend])
    await wallet.act('setChain', 10)
    await wallet.act('setAccounts', [])
    await wallet.act('setAccounts', [retail])
    await app.open('#/settings')
    await page.getByRole('button', { name: /^Account / }).click()
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await expect(page.getByRole('button', { name: 'Connect wallet' })).toBeVisible()

    expect(wallet.log.length).toBeGreaterThan(5)
    expect(wallet.log.filter(({ method }) => !allowed.includes(method))).toEqual([])
  })

  test.describe('when a person chose to read through the wallet', () => {
    test.use({ storedSettings: { ...replicaSettings('http://127.0.0.1:9/'), viaWallet: true } })

    test('promise 1: the wallet gets reads and nothing else', async ({ app, stage }) => {
      const wallet = await app.installWallet()
      await app.open('#/settings')
      await wallet.connect()
      await app.open(`#/wallet/${stage.cast.retail}?chains=1`)
      await app.waitForReport()
      const asked = [...new Set(wallet.log.map(({ method }) => method))]
      expect(asked).toContain('eth_call')
      expect(asked.filter((method) => !allowed.includes(method) && !reads.test(method))).toEqual([])
    })
  })
})
