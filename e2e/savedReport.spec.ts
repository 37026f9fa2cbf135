import type { Page } from '@playwright/test'
import type { Report } from '../src/domain/report'
import { expect, test } from './app'
import type { App } from './app'

async function openFile(page: Page, app: App, text: string, name = 'report.json'): Promise<void> {
  await app.open('#/')
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) }
  await page.getByLabel('Saved report file').setInputFiles(file)
}

test.describe('a report that was downloaded', () => {
  test('opens again without any network, with the same figures', async ({ app, page, context, stage, rpc }) => {
    await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
    const sentence = await page.getByRole('heading', { level: 1 }).innerText()
    const table = await page.getByRole('table', { name: 'You and the whale' }).innerText()
    const report = await app.downloadReport()

    await app.open('#/')
    await expect(page.getByRole('button', { name: 'Open a saved report' })).toBeVisible()
    // The site is loaded as far as a visit loads it; from here on nothing answers.
    await page.waitForLoadState('networkidle')
    await context.setOffline(true)
    rpc.reset()
    const file = { name: 'report.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(report)) }
    await page.getByLabel('Saved report file').setInputFiles(file)
    await expect(page).toHaveURL(/report=file/)
    await expect(page.getByText('A saved report.')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(sentence)
    expect(await page.getByRole('table', { name: 'You and the whale' }).innerText()).toBe(table)
    expect(rpc.requests).toBe(0)
    expect(await app.downloadReport()).toEqual(report)
  })

  test('stays open over a reload, and its pools lead to the main screen', async ({ app, page, stage, rpc }) => {
    await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
    const text = JSON.stringify(await app.downloadReport())
    rpc.reset()
    await openFile(page, app, text)
    await expect(page.getByText('A saved report.')).toBeVisible()
    await page.reload()
    await expect(page.getByText('A saved report.')).toBeVisible()
    await page.getByRole('link', { name: /USDC \/ WETH 0\.05/ }).click()
    await expect(page.getByRole('table', { name: 'You and the whale' })).toBeVisible()
    await expect(page.getByText('A saved report.')).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
    expect(rpc.requests).toBe(0)
  })

  test('says each reason why a figure is unknown, also two for the same thing', async ({ app, page, stage }) => {
    await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
    const report = await app.downloadReport()
    const missing = [
      'What could be collected at block 7 is not known.',
      'What could be collected at block 9 is not known.',
    ]
    const incomplete: Report = {
      ...report,
      chains: report.chains.map((chain) => ({
        ...chain,
        pools: chain.pools.map((pool) => ({
          ...pool,
          tokens: pool.tokens.map((token) => ({ ...token, symbol: 'TWIN' })),
          priceSources: pool.priceSources.map((price) => ({ ...price, value: null, sources: [] })),
          positions: [...pool.positions, ...pool.positions],
          you: { ...pool.you, value: { ...pool.you.value, fees: null, net: null } },
          coverage: { complete: false, missing: missing.map((why) => ({ what: 'Fees of position 1', why })) },
        })),
      })),
    }
    await openFile(page, app, JSON.stringify(incomplete))
    const main = page.getByRole('main')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('unknown')
    await page.getByRole('button', { name: /^Fees earned, you/ }).click()
    for (const why of missing) {
      await expect(page.getByRole('dialog')).toContainText(why)
      await expect(main.getByText(why).first()).toBeAttached()
    }
  })

  test('promise 5: text from chain in it cannot act and breaks no layout', async ({ app, page, stage }) => {
    await app.openReport(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
    const report = await app.downloadReport()
    const symbols = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>' + 'x'.repeat(1_000_000),
      '\u202e\u0000\u200b\u2066gnp.exe',
    ]
    const hostile: Report = {
      ...report,
      chains: report.chains.map((chain) => ({
        ...chain,
        explorer: 'javascript:document.title=3//',
        pools: chain.pools.map((pool) => ({
          ...pool,
          deploymentName: '<b>fork</b>',
          tokens: pool.tokens.map((token, index) => ({ ...token, symbol: symbols[index] ?? '' })),
        })),
      })),
    }
    await page.setViewportSize({ width: 360, height: 800 })
    await openFile(page, app, JSON.stringify(hostile))
    await expect(page.getByRole('table', { name: 'You and the whale' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Charts' }).getByRole('figure')).toHaveCount(4)
    await page.getByRole('button', { name: /^Fees earned, you/ }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expect(page).toHaveTitle(/Minnow$/)
    const main = page.getByRole('main')
    await expect(main.locator('img, script')).toHaveCount(0)
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
    expect((await page.locator('body').innerText()).match(/[\u202e\u200b\u2066]/g)).toBeNull()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  })
})

test.describe('a file that is no report is refused with its reason', () => {
  for (const [what, text, said] of [
    ['no JSON', 'Dear diary', 'JSON'],
    ['an empty file', '', 'empty'],
    ['other JSON', '{"format":"other"}', 'no report of Minnow'],
    ['a list', '[]', 'no report of Minnow'],
    ['a newer version', '{"format":"minnow.report","version":2,"wallet":"0x","currency":"USD","chains":[]}', 'newer'],
    ['a broken one', '{"format":"minnow.report","version":1,"wallet":"0x","currency":"USD","chains":7}', 'not'],
  ] as const) {
    test(what, async ({ app, page }) => {
      await openFile(page, app, text)
      const alert = page.getByRole('alert')
      await expect(alert).toContainText('This file was not opened.')
      await expect(alert).toContainText(said)
      await expect(alert).not.toContainText(/is not a function|undefined|TypeError/)
      await expect(page).toHaveURL(/#\/$/)
    })
  }

  test('another one can be opened after it', async ({ app, page, stage }) => {
    await app.openReport(`#/wallet/${stage.cast.retail}?chains=1`)
    const text = JSON.stringify(await app.downloadReport())
    await openFile(page, app, 'Dear diary')
    await expect(page.getByRole('alert')).toBeVisible()
    const file = { name: 'report.json', mimeType: 'application/json', buffer: Buffer.from(text) }
    await page.getByLabel('Saved report file').setInputFiles(file)
    await expect(page.getByText('A saved report.')).toBeVisible()
  })

  test('a link to a file that is no longer there says so', async ({ app, page, stage }) => {
    await app.open(`#/wallet/${stage.cast.retail}?report=file`)
    await expect(page.getByRole('alert')).toContainText('Open the file again')
  })
})

test('the example is labelled as one and asks no host', async ({ app, page, watch }) => {
  await app.open('#/')
  await page.getByRole('link', { name: 'See an example' }).click()
  await expect(page.getByText('An example.')).toBeVisible()
  await app.waitForReport()
  await page.getByRole('main').getByRole('link', { name: /WETH/ }).first().click()
  await expect(page.getByRole('table', { name: 'You and the whale' })).toBeVisible()
  await expect(page.getByText('An example.')).toBeVisible()
  const hosts = new Set(watch.urls.filter((url) => url.startsWith('http')).map((url) => new URL(url).host))
  expect([...hosts]).toEqual([new URL(app.home).host])
})
