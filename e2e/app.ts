import { test as base, expect } from '@playwright/test'
import type { BrowserContext, Page } from '@playwright/test'
import type { Report } from '../src/domain/report'
import { CHAINS } from '../src/config/chains'
import { startRpcProxy } from './rpcProxy'
import type { RpcProxy } from './rpcProxy'
import type { DistHome } from './serveDist'
import { findStage } from './stage'
import type { Stage } from './stage'
import { createTestWalletScript } from './wallet'
import type { TestWalletControl, TestWalletOptions, TestWalletRequest } from './wallet'
import { watchContext } from './watchContext'
import type { ContextWatch } from './watchContext'

export { expect }

/** The app as a person has it before them, in a browser that has never seen it. */
export interface App {
  /** Where the site is, with its last slash. */
  readonly home: string
  /** Opens a route such as `#/settings`. */
  open(route: string): Promise<void>
  /** Opens a route and waits until its report is finished. */
  openReport(route: string): Promise<void>
  waitForReport(): Promise<void>
  /** Clicks *Download report (JSON)* and reads the file. */
  downloadReport(): Promise<Report>
  /** Clicks *Download CSV* and reads the file. */
  downloadCsv(): Promise<string>
  /** Puts a wallet in the browser; it announces itself on every page that is opened from now on. */
  installWallet(options?: Partial<TestWalletOptions>): Promise<BrowserWallet>
}

/** The test wallet in the browser. */
export interface BrowserWallet {
  readonly name: string
  /** All that it was ever asked, over reloads too. */
  readonly log: readonly TestWalletRequest[]
  /** Does something to the wallet as its person would. */
  act<K extends keyof TestWalletControl>(action: K, ...args: Parameters<TestWalletControl[K]>): Promise<void>
  /** Clicks through *Connect wallet*. */
  connect(): Promise<void>
}

interface TestFixtures {
  /** Where the site is met. */
  readonly homeKind: DistHome
  /** Settings of the browser before its first visit, by their names in storage; `null` for a browser without any. */
  readonly storedSettings: Readonly<Record<string, unknown>> | 'replica' | null
  readonly stage: Stage
  /** The Ethereum endpoint of this test alone: the replica, behind a proxy that can misbehave. */
  readonly rpc: RpcProxy
  readonly watch: ContextWatch
  readonly app: App
}

export const test = base.extend<TestFixtures>({
  homeKind: ['path gateway', { option: true }],
  storedSettings: ['replica', { option: true }],

  stage: async ({ browserName: _ }, use) => use(findStage()),

  rpc: async ({ stage }, use) => {
    const proxy = await startRpcProxy(stage.rpcUrl)
    await use(proxy)
    await proxy.stop()
  },

  storageState: async ({ stage, homeKind, storedSettings, rpc }, use) => {
    const settings = storedSettings === 'replica' ? replicaSettings(rpc.url) : storedSettings
    const value = settings === null ? [] : [{ name: 'minnow.settings', value: JSON.stringify(settings) }]
    await use({ cookies: [], origins: [{ origin: new URL(stage.homes[homeKind]).origin, localStorage: value }] })
  },

  watch: [
    async ({ context, stage, rpc }, use) => {
      const watch = await watchContext(context, [...Object.values(stage.homes), stage.rpcUrl, rpc.url])
      await use(watch)
      watch.assertClean()
    },
    { auto: true },
  ],

  app: async ({ page, context, stage, homeKind, watch: _ }, use) => {
    await use(createApp(page, context, stage, stage.homes[homeKind]))
  },
})

/** Reads Ethereum from the replica, and no other chain unless a link names it. */
export function replicaSettings(rpcUrl: string): Readonly<Record<string, unknown>> {
  const hiddenChains = CHAINS.map(({ chainId }) => chainId).filter((chainId) => chainId !== 1)
  return { rpcUrls: { 1: rpcUrl }, hiddenChains }
}

function createApp(page: Page, context: BrowserContext, stage: Stage, home: string): App {
  const waitForReport = () =>
    expect(page.getByRole('button', { name: 'Download report (JSON)' })).toBeEnabled({ timeout: 45_000 })

  async function download(button: string): Promise<string> {
    const started = page.waitForEvent('download')
    await page.getByRole('button', { name: button }).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await started).createReadStream()) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('utf8')
  }

  return {
    home,
    async open(route) {
      await page.goto(`${home}${route}`)
    },
    async openReport(route) {
      await page.goto(`${home}${route}`)
      await waitForReport()
    },
    waitForReport,
    downloadReport: async () => JSON.parse(await download('Download report (JSON)')) as Report,
    downloadCsv: () => download('Download CSV'),
    installWallet: (options = {}) =>
      installWallet(page, context, {
        name: 'Test wallet',
        rdns: 'test.minnow.wallet',
        accounts: [stage.cast.retail],
        chainId: 1,
        rpcUrls: { 1: stage.rpcUrl },
        ...options,
      }),
  }
}

async function installWallet(page: Page, context: BrowserContext, options: TestWalletOptions): Promise<BrowserWallet> {
  const log: TestWalletRequest[] = []
  await context.exposeFunction('__noteWalletRequest', (request: TestWalletRequest) => void log.push(request))
  // The wallet's own log ends with the page; this one does not.
  await context.addInitScript(() => {
    const page = globalThis as unknown as {
      __walletLog: TestWalletRequest[]
      __noteWalletRequest: (request: TestWalletRequest) => void
    }
    page.__walletLog = []
    page.__walletLog.push = (request) => {
      page.__noteWalletRequest(request)
      return 0
    }
  })
  await context.addInitScript(createTestWalletScript(options))
  return {
    name: options.name,
    log,
    async act(action, ...args) {
      await page.evaluate(
        ([rdns, name, values]) => {
          const { __wallets } = globalThis as unknown as { __wallets: Record<string, TestWalletControl> }
          const perform = __wallets[rdns]?.[name] as (...all: unknown[]) => void
          perform(...values)
        },
        [options.rdns, action, args] as [string, keyof TestWalletControl, unknown[]],
      )
    },
    async connect() {
      await page.getByRole('button', { name: 'Connect wallet' }).click()
      await page.getByRole('button', { name: options.name, exact: true }).click()
    },
  }
}
