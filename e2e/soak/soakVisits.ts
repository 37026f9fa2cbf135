import { errors } from '@playwright/test'
import type { BrowserContext, Page } from '@playwright/test'
import type { Report } from '../../src/domain/report'
import { createRandom } from '../devnet/random'
import { createFaultScenario, faultScenarioNames } from '../faults/faultScenarios'
import type { RpcProxy } from '../rpcProxy'
import type { ContextWatch } from '../watchContext'
import { compareFigures, isOfSameBlock } from './compareFigures'
import { actRandomly } from './randomActions'

/** A chain to visit: an endpoint that can misbehave, and the questions whose answers are compared. */
export interface SoakChain {
  readonly proxy: RpcProxy
  /** Routes of reports, without what chooses window and currency. */
  readonly questions: readonly string[]
  readonly routes: readonly string[]
}

export interface SoakParameters {
  readonly context: BrowserContext
  readonly watch: ContextWatch
  /** Where the site is, with its last slash. */
  readonly home: string
  readonly chains: readonly SoakChain[]
  readonly seed: number
  /** Random actions between two comparisons. */
  readonly actionsPerRound: number
  /** Asked before each round: whether there is to be another one. */
  readonly goesOn: (round: number) => boolean
  /** Settings that a visit begins with. */
  readonly settingsOf: (chain: SoakChain) => Readonly<Record<string, unknown>>
  readonly say?: (line: string) => void
}

export interface SoakResult {
  readonly rounds: number
  readonly actions: ReadonlyMap<string, number>
  /** Reports that were finished under faults and compared, and rounds whose report said that the chain could not be read. */
  readonly compared: number
  readonly unread: number
  /** Rounds whose endpoint was behind or on another branch, so that its report is of another block. */
  readonly elsewhere: number
  /** Figures that differ from the calm run, with the scenario and the question. */
  readonly differences: readonly string[]
  /** Reports that had neither an end nor a failure in the time that they may take, with the scenario and the question. */
  readonly late: readonly string[]
}

/** How long a report may take to end, well or with what is missing. Retries of an endpoint that hangs take their time. */
const reportTimeoutMs = 240_000

/**
 * Clicks and types at random over endpoints with faults, round after round, and asks one question in each round whose answer in calm is
 * known. The same seed does the same; what the pages did meanwhile is in `watch`.
 */
export async function soakVisits(parameters: SoakParameters): Promise<SoakResult> {
  const { context, home, chains, seed, actionsPerRound, goesOn, settingsOf, say = () => undefined } = parameters
  const random = createRandom(seed)
  const calm = new Map<string, Report>()
  const actions = new Map<string, number>()
  const differences: string[] = []
  const late: string[] = []
  let [rounds, compared, unread, elsewhere] = [0, 0, 0, 0]

  while (goesOn(rounds)) {
    rounds += 1
    const chain = random.pick(chains)
    const question = random.pick(chain.questions)
    const name = random.pick(faultScenarioNames)
    const scenarioSeed = random.integer(1, 1_000_000)
    const page = await openPage(context, home, settingsOf(chain))

    if (!calm.has(question)) {
      chain.proxy.use({})
      const answer = await ask(page, home, question)
      if (answer === null) throw new Error(`${question} has no answer in calm.`)
      calm.set(question, answer)
      await forget(page, home, settingsOf(chain))
      await page.goto(home)
    }
    chain.proxy.use(createFaultScenario(name, scenarioSeed))
    const before = parameters.watch.complaints.length
    for (let action = 0; action < actionsPerRound; action += 1) {
      const done = await actRandomly(page, random, chain.routes)
      actions.set(done, (actions.get(done) ?? 0) + 1)
    }
    await forget(page, home, settingsOf(chain))
    say(`round ${rounds}: ${name}:${scenarioSeed}, ${question}`)
    const answer = await ask(page, home, question).catch((error: unknown) => {
      if (error instanceof errors.TimeoutError) return 'late' as const
      throw error
    })
    const inCalm = calm.get(question) as Report
    if (answer === 'late')
      late.push(`${name}:${scenarioSeed} ${question}: no answer after ${reportTimeoutMs / 1_000} s`)
    const report = answer === 'late' ? null : answer
    const isComparable = report !== null && isOfSameBlock(inCalm, report)
    if (report === null) unread += answer === null ? 1 : 0
    else if (isComparable) compared += 1
    else elsewhere += 1
    const found = isComparable ? compareFigures(inCalm, report) : []
    differences.push(...found.map((what) => `${name}:${scenarioSeed} ${question}: ${what}`))
    const complained = parameters.watch.complaints.length - before
    say(
      `  ${answer === 'late' ? 'late' : answer === null ? 'not read' : `${found.length} differences`}, ${complained} complaints`,
    )
    chain.proxy.use({})
    await page.close()
  }
  return { rounds, actions, compared, unread, elsewhere, differences, late }
}

async function openPage(
  context: BrowserContext,
  home: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<Page> {
  const page = await context.newPage()
  // Choosers and other windows lead out of the page; nobody is there to use them.
  page.on('filechooser', () => undefined)
  page.on('popup', (popup) => void popup.close())
  page.on('dialog', (dialog) => void dialog.dismiss())
  await forget(page, home, settings)
  await page.goto(home)
  return page
}

/** A browser that knows these settings and nothing else: neither the cache nor what was changed meanwhile. */
async function forget(page: Page, home: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  // A file of the site that is no page: the same storage, and no app that reads in it.
  await page.goto(`${home}example.json`)
  await page.evaluate(async (value) => {
    sessionStorage.clear()
    localStorage.clear()
    localStorage.setItem('minnow.settings', value)
    for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name)
  }, JSON.stringify(settings))
}

/** Opens a question, waits until it is answered, and downloads the answer; `null` where the chain could not be read. */
async function ask(page: Page, home: string, question: string): Promise<Report | null> {
  await page.goto('about:blank')
  await page.goto(`${home}${question}`)
  const button = page.getByRole('button', { name: 'Download report (JSON)' })
  const failed = page.getByRole('button', { name: 'Try again' }).first()
  await button.or(failed).first().waitFor({ timeout: reportTimeoutMs })
  await page
    .locator('button:enabled', { hasText: /^(Download report \(JSON\)|Try again)$/ })
    .first()
    .waitFor({ timeout: reportTimeoutMs })
  if (!(await button.isEnabled().catch(() => false))) return null
  const started = page.waitForEvent('download')
  await button.click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await started).createReadStream()) chunks.push(chunk as Buffer)
  const report = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Report
  return report.chains.every(({ block }) => block === null) ? null : report
}
