import type { Page, Request } from '@playwright/test'
import { expect, replicaSettings, test } from './app'
import { foreignBody } from './faults/foreignBody'

const pathKey = 'kEy-in-the-path-0123456789'
const queryKey = 'key_in_the_query_9876543210'
const keys = /key-in-the-path|key_in_the_query/i

/** All that a person, a screenshot or a helper in the browser could read. */
async function readPage(page: Page): Promise<string> {
  return [await page.content(), await page.title(), page.url()].join('\n')
}

test.describe('with a key in the RPC URL', () => {
  test.use({
    storedSettings: async ({ rpc }, use) => use(replicaSettings(`${rpc.url}/v3/${pathKey}?apikey=${queryKey}`)),
  })

  test('the key shows on no screen, in no file and in no link', async ({ app, page, stage }) => {
    const { retail, pools } = stage.cast
    await app.openReport(`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`)
    expect(await readPage(page)).not.toMatch(keys)
    expect(JSON.stringify(await app.downloadReport())).not.toMatch(keys)
    expect(await app.downloadCsv()).not.toMatch(keys)
  })

  test('an endpoint that repeats the key in its error does not bring it onto the screen', async ({
    app,
    page,
    rpc,
    stage,
  }) => {
    const said = `<html><pre>Cannot POST /v3/${pathKey}?apikey=${queryKey}, key ${queryKey.toUpperCase()}</pre></html>`
    rpc.use({ faults: [foreignBody({ status: 403, contentType: 'text/html', text: said })] })
    for (const route of [
      `#/wallet/${stage.cast.retail}?chains=1`,
      `#/pool/1/uniswap-v3/${stage.cast.pools.usdcWeth500}`,
    ]) {
      await app.open(route)
      await expect(page.getByRole('alert')).toBeVisible()
      expect(await readPage(page)).not.toMatch(keys)
    }
    await expect(page.getByRole('alert')).toContainText('Cannot POST /v3/…')

    await app.open('#/settings')
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(`${rpc.url}/v3/${pathKey}?apikey=${queryKey}&other=1`)
    await field.blur()
    const alert = page.getByRole('alert')
    await expect(alert).toContainText('Not saved')
    expect(await alert.textContent()).not.toMatch(keys)
  })
})

test('the address goes to the RPC host and nowhere else, and no request says where it comes from', async ({
  app,
  page,
  context,
  rpc,
  stage,
}) => {
  const { retail } = stage.cast
  const requests: Request[] = []
  context.on('request', (request) => requests.push(request))
  await app.openReport(`#/wallet/${retail}?chains=1`)
  await page.reload()
  await app.waitForReport()
  for (const route of ['#/method', '#/settings', '#/']) await app.open(route)
  const address = retail.slice(2).toLowerCase()
  const rpcHost = new URL(rpc.url).host
  const told = requests.filter((request) => request.postData()?.toLowerCase().includes(address))
  expect(told.length).toBeGreaterThan(0)
  expect(told.map((request) => new URL(request.url()).host).filter((host) => host !== rpcHost)).toEqual([])
  // What stands behind the # of the page's own address never leaves the browser.
  const sentUrls = requests.map((request) => request.url().replace(/#.*$/, '').toLowerCase())
  expect(sentUrls.filter((url) => url.includes(address))).toEqual([])

  const headers = await Promise.all(requests.map((request) => request.allHeaders().catch(() => request.headers())))
  expect(headers.length).toBeGreaterThan(30)
  for (const sent of headers) {
    expect(sent['referer'] ?? '').toBe('')
    expect(Object.values(sent).join('\n').toLowerCase()).not.toContain(address)
    expect(sent).not.toHaveProperty('cookie')
  }
})
