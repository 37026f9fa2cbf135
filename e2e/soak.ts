import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { replicaSettings } from './app'
import { CHAINS } from '../src/config/chains'
import { PRICE_SERVICE } from '../src/config/priceService'
import { startReplica } from './devnet/startReplica'
import { hostileChain } from './devnet/stories/hostileChain'
import { retailNextToWhale } from './devnet/stories/retailNextToWhale'
import { ensureChromium } from './ensureChromium'
import playwrightConfig from './playwright.config'
import { startRpcProxy } from './rpcProxy'
import { serveDist } from './serveDist'
import { soakVisits } from './soak/soakVisits'
import type { SoakChain } from './soak/soakVisits'
import { watchContext } from './watchContext'

const root = fileURLToPath(new URL('..', import.meta.url))

/** `--minutes 10 --seed 1`, each with its default. */
function readNumber(name: string, otherwise: number): number {
  const index = process.argv.indexOf(`--${name}`)
  const value = index === -1 ? otherwise : Number(process.argv[index + 1])
  if (!(value >= 0)) throw new Error(`--${name} wants a number.`)
  return value
}

/**
 * Ten minutes of random clicking and typing in Chromium, over the story of the small wallet and over the hostile chain, both behind
 * endpoints with faults; then the tests that are too long for every day. Fails on any page error, violation of the policy, host that is not
 * listed, or figure that differs from the calm run.
 */
async function soak(): Promise<void> {
  const minutes = readNumber('minutes', 10)
  const seed = readNumber('seed', 1)
  run('npx', ['vite', 'build', '--logLevel', 'warn'])
  console.log(`Telling two stories, then ${minutes} minutes of random visits with seed ${seed} ...`)
  const [story, hostile, site] = await Promise.all([
    startReplica(retailNextToWhale),
    startReplica(hostileChain),
    serveDist(fileURLToPath(new URL('../dist', import.meta.url))),
  ])
  const proxies = [await startRpcProxy(story.rpcUrl), await startRpcProxy(hostile.rpcUrl)] as const
  const { use = {} } = playwrightConfig
  const browser = await chromium.launch({ ...use.launchOptions, executablePath: ensureChromium() })
  try {
    const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce' })
    const listed = [...CHAINS.flatMap(({ defaultRpcUrls }) => defaultRpcUrls), PRICE_SERVICE.url]
    const watch = await watchContext(context, [
      ...Object.values(site.homes),
      ...proxies.map(({ url }) => url),
      ...listed,
    ])
    const ending = Date.now() + minutes * 60_000
    const result = await soakVisits({
      context,
      watch,
      home: site.homes['path gateway'],
      chains: [planRetail(proxies[0], story.cast), planHostile(proxies[1], hostile.cast)],
      seed,
      actionsPerRound: 60,
      goesOn: () => Date.now() < ending,
      settingsOf: ({ proxy }) => replicaSettings(proxy.url),
      say: (line) => console.log(line),
    })
    const strangers = watch.listStrangers()
    console.log(`
${result.rounds} rounds, ${[...result.actions.values()].reduce((sum, count) => sum + count, 0)} actions: ${[...result.actions].map(([name, count]) => `${count} ${name}`).join(', ')}
${result.compared} reports compared with calm, ${result.elsewhere} of another block, ${result.unread} chains said to be unreadable
${watch.urls.length} requests, ${strangers.length} to hosts that are not listed
${watch.complaints.length} page errors, policy violations and complaints on the console
${result.differences.length} figures that differ from the calm run
${result.late.length} reports without an end`)
    const findings = [...strangers, ...watch.complaints, ...result.differences, ...result.late]
    for (const line of findings) console.error(`  ${line}`)
    if (findings.length > 0) process.exitCode = 1
  } finally {
    await browser.close()
    await Promise.all([...proxies.map((proxy) => proxy.stop()), site.stop(), story.stop(), hostile.stop()])
  }
  if (process.argv.includes('--only-visits')) return
  run('npx', ['vitest', 'run', '--project', 'soak', '--passWithNoTests'])
}

function planRetail(
  proxy: SoakChain['proxy'],
  { retail, whale, pools }: Awaited<ReturnType<typeof retailNextToWhale.tell>>,
): SoakChain {
  const compare = `#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`
  const questions = [
    `#/wallet/${retail}?chains=1&currency=USD`,
    `${compare}?currency=USD`,
    `${compare}?window=30d&currency=ETH`,
  ]
  const routes = [
    '#/',
    '#/settings',
    '#/method',
    compare,
    `#/wallet/${whale}?chains=1`,
    `#/wallet/${retail}?report=example`,
  ]
  return { proxy, questions, routes: [...routes, ...questions] }
}

function planHostile(
  proxy: SoakChain['proxy'],
  { owner, honestPool, spamPools }: Awaited<ReturnType<typeof hostileChain.tell>>,
): SoakChain {
  const compare = (pool: string) => `#/compare/1/uniswap-v3/${pool}/${owner}`
  const questions = [`#/wallet/${owner}?chains=1&currency=USD`, `${compare(honestPool)}?currency=USD`]
  return { proxy, questions, routes: ['#/', '#/settings', ...Object.values(spamPools).map(compare), ...questions] }
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

soak().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
