import type { Page } from '@playwright/test'
import { PRICE_SERVICE } from '../src/config/priceService'
import { expect, replicaSettings, test as baseTest } from './app'
import { startReplica } from './devnet/startReplica'
import type { Replica } from './devnet/startReplica'
import { hostileChain } from './devnet/stories/hostileChain'
import type { HostileChainCast } from './devnet/stories/hostileChain'

const test = baseTest.extend<object, { readonly hostile: Replica<HostileChainCast> }>({
  // Telling the story is what takes time here: once for each worker.
  hostile: [
    async ({ browserName: _ }, use) => {
      const replica = await startReplica(hostileChain)
      await use(replica)
      await replica.stop()
    },
    { scope: 'worker' },
  ],
  storedSettings: async ({ hostile }, use) => use(replicaSettings(hostile.rpcUrl)),
})
test.describe.configure({ mode: 'default' })
test.beforeEach(({ watch, hostile }) => watch.allow(new URL(hostile.rpcUrl).host))

/** Nothing that a stranger wrote has become part of the page, moved the line around it, or made the page wider than the screen. */
async function expectCalmPage(page: Page, width: number): Promise<void> {
  const main = page.getByRole('main')
  await expect(main.locator('img, script, style, iframe, object')).toHaveCount(0)
  await expect(page).toHaveTitle(/Minnow$/)
  expect((await page.locator('body').innerText()).match(/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/g)).toBeNull()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
}

for (const [width, height] of [
  [390, 844],
  [1280, 900],
] as const) {
  test(`promise 5: text from a hostile chain cannot act, and spam is folded away, at ${width} px`, async ({
    app,
    page,
    hostile,
  }, info) => {
    const { owner, spamPools } = hostile.cast
    const spamCount = Object.keys(spamPools).length
    await page.setViewportSize({ width, height })
    await app.openReport(`#/wallet/${owner}?chains=1`)
    await expectCalmPage(page, width)
    const ethereum = page.getByRole('region', { name: 'Ethereum', exact: true })
    await expect(ethereum.getByRole('row')).toHaveCount(3)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Your 2 pools')
    await expect(page.getByText(`Left out of all totals: ${spamCount} pools that look like spam.`)).toBeVisible()
    await page.screenshot({ path: info.outputPath(`folded-${width}.png`), fullPage: true })

    await ethereum.getByText(`${spamCount} pools that look like spam`).click()
    await expect(ethereum.getByText('Others put these positions into this wallet')).toBeVisible()
    await expect(ethereum.getByRole('list', { name: 'Pools that look like spam' }).getByRole('listitem')).toHaveCount(
      spamCount,
    )
    // No figure of theirs stands there.
    await expect(ethereum.getByText(/2,5\d\d,\d{3},\d{3}/)).toHaveCount(0)
    await expectCalmPage(page, width)
    await page.screenshot({ path: info.outputPath(`open-${width}.png`), fullPage: true })
  })

  test(`promise 5: the main screen of a spam pool says what it is, at ${width} px`, async ({
    app,
    page,
    hostile,
  }, info) => {
    const { owner, spamPools } = hostile.cast
    await page.setViewportSize({ width, height })
    for (const name of [
      'is markup',
      'is a megabyte long',
      'turns the line around',
      'sends to a server',
      'says it is USDC',
    ]) {
      await app.openReport(`#/compare/1/uniswap-v3/${spamPools[name] ?? ''}/${owner}`)
      await expect(page.getByText('This pool looks like spam.')).toBeVisible()
      await expect(page.getByRole('table', { name: 'You and the whale' })).toBeVisible()
      await expectCalmPage(page, width)
      await page.screenshot({ path: info.outputPath(`${name.replaceAll(' ', '-')}-${width}.png`), fullPage: true })
    }
  })
}

test('promise 5: a downloaded report of a hostile chain opens again with its spam folded', async ({
  app,
  page,
  hostile,
}) => {
  await app.openReport(`#/wallet/${hostile.cast.owner}?chains=1`)
  const report = await app.downloadReport()
  await app.open('#/')
  const file = { name: 'report.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(report)) }
  await page.getByLabel('Saved report file').setInputFiles(file)
  await expect(page.getByText('A saved report.')).toBeVisible()
  await expect(page.getByText(/\d pools that look like spam$/)).toBeVisible()
  expect(await app.downloadReport()).toEqual(report)
})

test('promise 4: no price service is asked before it is switched on, where it is said what it learns', async ({
  app,
  page,
  context,
  watch,
  hostile,
}) => {
  const { owner, spamPools } = hostile.cast
  // Two tokens that nothing on the chain prices.
  const unpriced = `#/compare/1/uniswap-v3/${spamPools['says it is USDC'] ?? ''}/${owner}`
  const asked: URL[] = []
  await context.route(`${PRICE_SERVICE.url}/**`, async (route) => {
    const url = new URL(route.request().url())
    asked.push(url)
    await route.fulfill({ headers: { 'access-control-allow-origin': '*' }, json: answerAsDefiLlama(url) })
  })

  await app.openReport(unpriced)
  const coverage = page.getByRole('region', { name: 'What this is based on' })
  await expect(coverage).toContainText('neither a stablecoin, a feed nor its pool prices it', { ignoreCase: true })
  const before = (await app.downloadReport()).chains[0]?.pools[0]
  expect(before?.you.value.principal).toBeNull()
  expect(asked).toEqual([])

  watch.allow(new URL(PRICE_SERVICE.url).host)
  await app.open('#/settings')
  const choice = page.getByRole('checkbox', { name: 'Ask DefiLlama for prices that the chain does not give' })
  await expect(choice).not.toBeChecked()
  await expect(choice).toHaveAccessibleDescription(
    /coins\.llama\.fi learns your IP address, and which tokens .* at which times/,
  )
  await choice.check()
  await page.reload()
  await expect(choice).toBeChecked()
  expect(asked).toEqual([])

  await app.openReport(unpriced)
  await expect(coverage).toContainText(/from DefiLlama, confidence 0\.97/)
  const after = (await app.downloadReport()).chains[0]?.pools[0]
  expect(after?.you.value.principal).toBeGreaterThan(0)
  expect(after?.you.amounts).toEqual(before?.you.amounts)
  expect(after?.you.value.gas).toEqual(before?.you.value.gas)
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.length).toBeLessThan(12)
  const sent = asked.map(({ href }) => decodeURIComponent(href).toLowerCase()).join('\n')
  expect(sent).not.toContain(owner.slice(2).toLowerCase())
  // What has a price on the chain is not asked for.
  expect(sent).not.toContain(hostile.story.deployment.weth.address.slice(2).toLowerCase())
})

/** Every token at $3, at exactly the times that are asked for. */
function answerAsDefiLlama(url: URL): unknown {
  const price = { price: 3, confidence: 0.97, symbol: 'X', decimals: 18 }
  const [, , , time = '', names = ''] = decodeURIComponent(url.pathname).split('/')
  if (names !== '') {
    return { coins: Object.fromEntries(names.split(',').map((name) => [name, { ...price, timestamp: Number(time) }])) }
  }
  const coins = JSON.parse(url.searchParams.get('coins') ?? '{}') as Record<string, number[]>
  return {
    coins: Object.fromEntries(
      Object.entries(coins).map(([name, times]) => [
        name,
        { prices: times.map((timestamp) => ({ ...price, timestamp })) },
      ]),
    ),
  }
}
