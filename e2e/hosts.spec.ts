import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CHAINS } from '../src/config/chains'
import { PRICE_SERVICE } from '../src/config/priceService'
import { defaultSettings } from '../src/state/settingsData'
import { expect, test } from './app'

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8')
const [, contacts = ''] = /^## What it contacts$([^]*?)^## /m.exec(readme) ?? []
const priceServiceHost = new URL(PRICE_SERVICE.url).host
/** Chains that a browser without settings looks at. */
const shownChains = CHAINS.filter(({ chainId }) => !defaultSettings.hiddenChains.includes(chainId))
const listedHosts = [...contacts.matchAll(/`([^`]+)`/g)].map(([, host]) => host ?? '')

test('promise 4: the list of hosts in the README is the one that the app has', () => {
  const urls = [...CHAINS.flatMap(({ defaultRpcUrls }) => defaultRpcUrls), PRICE_SERVICE.url]
  const configured = urls.map((url) => new URL(url).host)
  expect(listedHosts.length).toBeGreaterThan(0)
  expect(listedHosts.toSorted()).toEqual(configured.toSorted())
})

test.describe('a browser that has no settings yet', () => {
  test.use({ storedSettings: null })

  test('promise 4: contacts only the hosts it lists, and none before a wallet is looked at', async ({
    app,
    page,
    stage,
    watch,
  }) => {
    watch.allow(...listedHosts)
    const own = new URL(app.home).host
    const strangers = () => watch.urls.filter((url) => url.startsWith('http') && new URL(url).host !== own)
    for (const route of ['#/', '#/method', '#/settings', `#/wallet/${stage.cast.retail}?report=example`]) {
      await app.open(route)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
    }
    expect(strangers()).toEqual([])

    await app.open(`#/wallet/${stage.cast.retail}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('None of the chains could be read.', {
      timeout: 45_000,
    })
    await expect(page.getByRole('alert')).toHaveCount(shownChains.length)
    const asked = [...new Set(strangers().map((url) => new URL(url).host))]
    expect(asked.length).toBeGreaterThanOrEqual(shownChains.length)
    expect(asked.filter((host) => !listedHosts.includes(host))).toEqual([])
    expect(asked).not.toContain(priceServiceHost)
    // What is asked for is the chain: no page, no script, no font, no picture.
    expect(strangers().filter((url) => /\.(js|css|woff2?|png|svg|json|html)$/.test(new URL(url).pathname))).toEqual([])
  })
})

test('promise 4: the policy of the page lets nothing else in', async ({ app, page, watch }) => {
  await app.open('#/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  watch.forgive(/./)
  const ran = await page.evaluate(async () => {
    const results: Record<string, boolean> = {}
    const noted = globalThis as unknown as Record<string, unknown>
    const trying = (name: string, attempt: () => void) => {
      try {
        attempt()
      } catch {
        // Refused at once.
      }
      results[name] = false
    }
    trying('inline handler', () => {
      const button = document.createElement('button')
      button.setAttribute('onclick', 'window.__ran_handler = true')
      document.body.append(button)
      button.click()
    })
    trying('string timer', () => setTimeout('window.__ran_timer = true' as unknown as () => void, 0))
    trying('inline script', () => {
      const script = document.createElement('script')
      script.textContent = 'window.__ran_script = true'
      document.head.append(script)
    })
    trying('markup', () => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.__ran_markup = true">')
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const [name, key] of [
      ['inline handler', '__ran_handler'],
      ['string timer', '__ran_timer'],
      ['inline script', '__ran_script'],
      ['markup', '__ran_markup'],
    ] as const) {
      results[name] = noted[key] === true
    }
    trying('picture from elsewhere', () => {
      new Image().src = 'https://example.org/x.png'
    })
    results['plain http elsewhere'] = await fetch('http://example.org/').then(
      () => true,
      () => false,
    )
    results['script from elsewhere'] = await new Promise<boolean>((resolve) => {
      try {
        const script = document.createElement('script')
        script.onload = () => resolve(true)
        script.onerror = () => resolve(false)
        script.src = 'https://example.org/x.js'
        document.head.append(script)
      } catch {
        resolve(false)
      }
    })
    return results
  })
  expect(Object.entries(ran).filter(([, didRun]) => didRun)).toEqual([])
  // A violation is reported as an event of its own, after what caused it.
  const violated = () => watch.complaints.filter((complaint) => complaint.startsWith('policy violation')).join('\n')
  for (const directive of ['require-trusted-types-for', 'connect-src', 'img-src']) {
    await expect.poll(violated).toContain(directive)
  }
  expect(watch.urls.some((url) => url.includes('example.org'))).toBe(false)
})

test('promise 4: the policy of the page holds in the worker, which does all the reading', async ({
  app,
  page,
  watch,
}) => {
  await app.open('#/')
  const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('no report') }
  await page.getByLabel('Saved report file').setInputFiles(file)
  await expect(page.getByRole('alert')).toBeVisible()
  const [worker] = page.workers()
  if (worker === undefined) throw new Error('Reading a file takes the worker.')
  watch.forgive(/example\.org/)
  const didReach = await worker.evaluate(async () => {
    const { reached } = await new Promise<{ reached: boolean }>((resolve) => {
      addEventListener('securitypolicyviolation', () => resolve({ reached: false }))
      fetch('http://example.org/').then(
        () => resolve({ reached: true }),
        () => setTimeout(() => resolve({ reached: true }), 1_000),
      )
    })
    return reached
  })
  expect(didReach).toBe(false)
  expect(watch.urls.some((url) => url.includes('example.org'))).toBe(false)
})
