import { startRpcProxy } from './rpcProxy'
import { expect, test } from './app'

test('an RPC URL is saved once it has answered, stays over a reload, and is what reports are read from', async ({
  app,
  page,
  stage,
  rpc,
  watch,
}) => {
  const other = await startRpcProxy(stage.rpcUrl)
  watch.allow(new URL(other.url).host)
  await app.open('#/settings')
  const field = page.getByLabel('Ethereum RPC URL')
  await expect(field).toHaveValue(new RegExp(`^${rpc.url}`))
  await field.fill(other.url)
  await field.blur()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  await page.reload()
  await expect(field).toHaveValue(new RegExp(`^${other.url}`))

  rpc.reset()
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  expect(rpc.requests).toBe(0)
  expect(other.requests).toBeGreaterThan(10)
  await other.stop()
})

test('several RPC URLs are checked one by one, and share the work', async ({ app, page, stage, rpc, watch }) => {
  const other = await startRpcProxy(stage.rpcUrl)
  watch.allow(new URL(other.url).host)
  await app.open('#/settings')
  const field = page.getByLabel('Ethereum RPC URL')
  await field.fill(`${rpc.url}, ${other.url}`)
  await field.blur()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toContainText(new URL(other.url).host)
  await page.reload()
  await expect(field).toHaveValue(`${rpc.url} ${other.url}`)

  const error = { code: -32005, message: 'exceed maximum block range: 20' }
  for (const proxy of [rpc, other]) proxy.use({ logRange: { maxBlocks: 20, error } })
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  // How many each gets depends on how fast they answer; one that is left out gets none.
  expect(other.counts.get('eth_getLogs')).toBeGreaterThan(2)
  expect(rpc.counts.get('eth_getLogs')).toBeGreaterThan(2)
  expect((await app.downloadReport()).chains[0]?.pools.length).toBeGreaterThan(0)

  other.use({ chainId: 5 })
  await app.open('#/settings')
  await field.fill(`${other.url} ${rpc.url}`)
  await field.blur()
  await expect(page.getByRole('alert')).toContainText('Not saved')
  await page.reload()
  await expect(field).toHaveValue(`${rpc.url} ${other.url}`)
  await other.stop()
})

test('an RPC URL that was being checked when the page was reloaded is checked again, and saved', async ({
  app,
  page,
  stage,
  watch,
}) => {
  const other = await startRpcProxy(stage.rpcUrl, { delayMs: 3_000 })
  watch.allow(new URL(other.url).host)
  await app.open('#/settings')
  const field = page.getByLabel('Ethereum RPC URL')
  await field.fill(other.url)
  await field.blur()
  await expect(page.getByText('Checking that it answers')).toBeVisible()
  await page.reload()
  await expect(field).toHaveValue(other.url)
  other.use({})
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  await page.reload()
  await expect(field).toHaveValue(other.url)
  await other.stop()
})

test('every chain has its field, named as the chain is', async ({ app, page }) => {
  await app.open('#/settings')
  for (const name of ['Ethereum', 'Base', 'Arbitrum One', 'OP Mainnet', 'Polygon', 'Unichain', 'Avalanche', 'Celo']) {
    await expect(page.getByLabel(`${name} RPC URL`, { exact: true })).toBeVisible()
  }
})

test('clearing the field goes back to the public hosts, which are named', async ({ app, page }) => {
  await app.open('#/settings')
  const field = page.getByLabel('Ethereum RPC URL')
  await field.fill('')
  await field.blur()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  await page.reload()
  await expect(field).toHaveValue('')
  await expect(field).toHaveAttribute('placeholder', /ethereum-rpc\.publicnode\.com/)
})

test('currency and colours are used at once and kept', async ({ app, page, stage }) => {
  await app.open('#/settings')
  await page.getByRole('radio', { name: 'dark' }).check()
  await page.getByRole('radio', { name: 'ETH', exact: true }).check()
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await paper()
  await page.reload()
  await expect(page.getByRole('radio', { name: 'dark' })).toBeChecked()
  expect(await paper()).toBe(dark)
  await page.getByRole('radio', { name: 'light', exact: true }).check()
  await expect.poll(paper).not.toBe(dark)
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  expect((await app.downloadReport()).currency).toBe('ETH')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('ETH')
})

test('settings go to a file and come back, keys only when asked for', async ({ app, page, rpc }) => {
  await app.open('#/settings')
  const exportSettings = async () => {
    const started = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export settings' }).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await started).createReadStream()) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }
  expect((await exportSettings()).toString()).not.toContain(rpc.url)
  await page.getByRole('checkbox', { name: /Write my RPC URLs/ }).check()
  const file = await exportSettings()
  expect(file.toString()).toContain(rpc.url)

  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await expect(page.getByLabel('Ethereum RPC URL')).toHaveValue('')
  const settingsFile = page.getByLabel('Settings file')
  await settingsFile.setInputFiles({ name: 'settings.json', mimeType: 'application/json', buffer: file })
  const { host } = new URL(rpc.url)
  await expect(
    page.getByText(`Imported. The file brought new hosts, which can see the addresses that you look up: ${host}.`),
  ).toBeVisible()
  await expect(page.getByLabel('Ethereum RPC URL')).toHaveValue(new RegExp(`^${rpc.url}`))

  await settingsFile.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') })
  await expect(page.getByRole('alert')).toContainText('no settings of Minnow')
})

test('warns that a path gateway shares its storage', async ({ app, page }) => {
  await app.open('#/settings')
  await expect(page.getByText('Other sites can read these settings.')).toBeVisible()
})

test.describe('at an address of its own', () => {
  test.use({ homeKind: 'subdomain gateway' })

  test('there is no such warning', async ({ app, page }) => {
    await app.open('#/settings')
    await expect(page.getByLabel('Ethereum RPC URL')).toBeVisible()
    await expect(page.getByText('Other sites can read these settings.')).toHaveCount(0)
  })
})
