import type { Page, Request } from '@playwright/test'
import { expect, test } from './app'
import { refuseWith } from './faults/refuseWith'
import type { RpcFault } from './faults/rpcFault'
import type { RpcProxy } from './rpcProxy'

/** Requests to the endpoint and how each ended. */
function recordRequests(page: Page, rpc: RpcProxy) {
  const open = new Set<Request>()
  const aborted: Request[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(rpc.url) && request.method() === 'POST') open.add(request)
  })
  page.on('requestfinished', (request) => void open.delete(request))
  page.on('requestfailed', (request) => {
    if (open.delete(request)) aborted.push(request)
  })
  return { open, aborted }
}

test('while it reads, it says what and shows how far it is', async ({ app, page, stage, rpc }) => {
  rpc.use({ delayMs: 400 })
  await app.open(`#/wallet/${stage.cast.retail}?chains=1`)
  const bar = page.getByRole('progressbar')
  await expect(bar).toBeVisible()
  await expect(page.getByRole('button', { name: 'Download report (JSON)' })).toBeDisabled()
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText(/Ethereum .*\d+/)
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await app.waitForReport()
  await expect(bar).toHaveCount(0)
})

test('what is held is shown while what it earned is read few blocks at a time, and gives way to that', async ({
  app,
  page,
  stage,
  rpc,
}) => {
  const { retail, pools } = stage.cast
  const few = { maxBlocks: 3, error: { code: -32005, message: 'exceed maximum block range: 3' } }
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const silent: RpcFault = async (request, next) => {
    const reply = await next()
    // What is refused tells how few blocks the endpoint gives.
    const isRefusal = typeof reply.body !== 'string' && reply.body.error !== undefined
    if (request.method === 'eth_getLogs' && !isRefusal) await answered
    return reply
  }
  rpc.use({ logRange: few, faults: [silent] })
  await app.open(`#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`)
  const main = page.getByRole('main')
  await expect(main).toContainText(
    /Held on \d+ \w+ \d+, [\d:]+ UTC: 1 position with [\d.,]+ USDC and [\d.]+ WETH, (in|out of) range\. What it/,
  )
  await expect(main.getByText('USDC / WETH 0.05 %')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stopped before any figure was known.')
  await expect(main).toContainText(/Held on .* range\. What it earned was not read\./)
  await page.getByRole('link', { name: /all pools of/ }).click()
  const chain = page.getByRole('region', { name: 'Ethereum', exact: true })
  await expect(chain.getByRole('listitem')).toContainText([
    'USDC / WETH 0.3 % 2 positions with ',
    'USDC / WETH 0.05 % 1 position with ',
  ])
  await expect(chain).toContainText('What they earned is being read.')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(chain).toContainText('What they earned was not read.')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stopped before any figure was known.')
  answer()
  rpc.use({})
  await page.getByRole('button', { name: 'Continue' }).click()
  await app.waitForReport()
  await expect(chain.getByRole('row')).toHaveCount(4)
  await expect(chain).not.toContainText('What they earned')
})

test('Cancel stops the work and its requests; Continue goes on', async ({ app, page, stage, rpc }) => {
  rpc.use({ delayMs: 1_000 })
  const requests = recordRequests(page, rpc)
  await app.open(`#/wallet/${stage.cast.retail}?chains=1`)
  await expect.poll(() => requests.open.size).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  await expect(page.getByText('Stopped.')).toBeVisible()
  await expect.poll(() => requests.open.size).toBe(0)
  expect(requests.aborted.length).toBeGreaterThan(0)
  // Requests that had left already may still arrive.
  await page.waitForTimeout(300)
  const asked = rpc.requests
  await page.waitForTimeout(1_500)
  expect(rpc.requests).toBe(asked)
  await expect(page.getByRole('button', { name: 'Download report (JSON)' })).toBeDisabled()

  rpc.use({})
  await page.getByRole('button', { name: 'Continue' }).click()
  await app.waitForReport()
  await expect(page.getByRole('region', { name: 'Ethereum', exact: true }).getByRole('row')).toHaveCount(4)
})

test('promise 12: another account ends the work for the old one, and nothing of it appears', async ({
  app,
  page,
  stage,
  rpc,
}) => {
  const { retail, friend } = stage.cast
  const wallet = await app.installWallet({ accounts: [retail, friend] })
  await app.open('#/')
  rpc.use({ delayMs: 1_500 })
  const requests = recordRequests(page, rpc)
  await wallet.connect()
  await expect(page).toHaveURL(new RegExp(retail))
  await expect.poll(() => requests.open.size).toBeGreaterThan(0)
  const ofRetail = new Set(requests.open)

  rpc.use({ delayMs: 300 })
  await wallet.act('setAccounts', [friend, retail])
  await expect(page).toHaveURL(new RegExp(friend))
  for (const request of ofRetail) {
    await expect.poll(() => requests.aborted.includes(request), 'a request for the old account').toBe(true)
  }
  const main = page.getByRole('main')
  await watchFor(page, [retail, `${retail.slice(0, 6)}…${retail.slice(-4)}`])
  await app.waitForReport()
  await expect(main).toContainText(friend)
  // The delayed replies for the old account would have come by now.
  await page.waitForTimeout(1_500)
  expect(await seen(page)).toEqual([])
  expect((await app.downloadReport()).wallet.toLowerCase()).toBe(friend.toLowerCase())
})

test('promise 12: leaving the screen ends its work', async ({ app, page, stage, rpc }) => {
  rpc.use({ delayMs: 1_500 })
  const requests = recordRequests(page, rpc)
  await app.open(`#/wallet/${stage.cast.retail}?chains=1`)
  await expect.poll(() => requests.open.size).toBeGreaterThan(0)
  const ofWallet = [...requests.open]
  await page.getByRole('link', { name: 'Method' }).click()
  await expect.poll(() => ofWallet.filter((request) => !requests.aborted.includes(request))).toEqual([])
  // Requests that had left already may still arrive.
  await page.waitForTimeout(300)
  const asked = rpc.requests
  await page.waitForTimeout(1_000)
  expect(rpc.requests).toBe(asked)
})

test('what was read before the endpoint refused the rest stays, with what is missing, and trying again goes on', async ({
  app,
  page,
  stage,
  rpc,
}) => {
  rpc.use({ delayMs: 300 })
  await app.open(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}`)
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText(/^You earned/)
  await expect(page.getByRole('progressbar')).toBeVisible()
  rpc.use({ faults: [refuseWith({ code: -32_000, message: 'Forbidden', status: 403 })] })
  const alert = page.getByRole('alert').filter({ hasText: 'Ethereum could not be read wholly.' })
  await expect(alert).toContainText('refused the request')
  await expect(heading).toHaveText(/^You earned/)
  await expect(page.getByRole('region', { name: 'What this is based on' })).toContainText('The whale. ')
  const { chains } = await app.downloadReport()
  expect(chains[0]?.pools[0]).toMatchObject({ whale: null, coverage: { complete: false } })

  rpc.use({})
  await alert.getByRole('button', { name: 'Try again' }).click()
  await app.waitForReport()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(heading).toContainText('The whale in this pool')
})

test('a reload in mid-load goes on with the same view', async ({ app, page, stage, rpc }) => {
  rpc.use({ delayMs: 300 })
  await app.open(`#/compare/1/uniswap-v3/${stage.cast.pools.usdcWeth500}/${stage.cast.retail}?window=30d`)
  await expect(page.getByRole('progressbar')).toBeVisible()
  rpc.use({})
  await page.reload()
  await app.waitForReport()
  await expect(page.getByLabel('Window')).toHaveValue('30d')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^You earned/)
})

/** Notes each of these texts whenever it stands in the main part of the page. */
async function watchFor(page: Page, texts: readonly string[]): Promise<void> {
  await page.evaluate((watched) => {
    const found = new Set<string>()
    ;(globalThis as unknown as { __seen: Set<string> }).__seen = found
    const look = () => {
      const text = document.querySelector('main')?.innerText ?? ''
      for (const one of watched) if (text.includes(one)) found.add(one)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
    look()
  }, texts)
}

function seen(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(globalThis as unknown as { __seen: Set<string> }).__seen])
}
