import { expect, replicaSettings, test } from './app'

test('promise 15: an endpoint that is down is said, and trying again works once it is back', async ({
  app,
  page,
  stage,
  rpc,
}) => {
  rpc.use({ down: true })
  await app.open(`#/wallet/${stage.cast.retail}?chains=1`)
  const alert = page.getByRole('alert')
  await expect(alert.first()).toContainText('did not answer', { timeout: 45_000 })
  await expect(alert.first()).toContainText(new URL(rpc.url).host)
  await expect(page.getByRole('progressbar')).toHaveCount(0)

  rpc.use({})
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await app.waitForReport()
  await expect(alert).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
})

test('on the main screen too', async ({ app, page, stage, rpc }) => {
  rpc.use({ down: true })
  await app.open(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
  await expect(page.getByRole('alert').first()).toContainText('did not answer', { timeout: 45_000 })
  rpc.use({})
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await app.waitForReport()
  await expect(page.getByRole('table', { name: 'You and the whale' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('promise 15: one that answers for another chain is not believed', async ({ app, page, stage, rpc }) => {
  rpc.use({ chainId: 8453 })
  await app.open(`#/wallet/${stage.cast.retail}?chains=1`)
  await expect(page.getByRole('alert').first()).toContainText('chain 8453')
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(0)
})

test('promise 15: state that the node no longer has does not stop the report', async ({ app, page, stage, rpc }) => {
  rpc.use({ stateBlocks: 128 })
  await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
})

test.describe('one chain of two', () => {
  test.use({
    storedSettings: async ({ rpc }, use) => {
      await use({ ...replicaSettings(rpc.url), rpcUrls: { 1: rpc.url, 8453: 'http://127.0.0.1:9/' } })
    },
  })

  test('a chain that cannot be read does not hide the other', async ({ app, page, stage, watch }) => {
    watch.allow('127.0.0.1:9')
    await app.open(`#/wallet/${stage.cast.retail}?chains=1,8453`)
    const base = page.getByRole('region', { name: 'Base', exact: true })
    await expect(base.getByRole('alert')).toContainText('Base could not be read', { timeout: 45_000 })
    await app.waitForReport()
    await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('by just holding')
    const report = await app.downloadReport()
    expect(report.chains.map(({ chainId, error }) => [chainId, error === undefined])).toEqual([
      [1, true],
      [8453, false],
    ])
  })
})
