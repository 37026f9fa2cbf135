import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './ensureChromium'
import { addCounts, parsePlaywrightReport, parseVitestReport } from './testCounts'
import type { TestCounts } from './testCounts'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = join(root, 'test-results')
const playwrightConfig = 'e2e/playwright.config.ts'

type Command = readonly [string, ...string[]]

/** One part of the test command, whose commands run side by side; `counts` reads its report once they have run. */
interface Part {
  readonly name: string
  readonly commands: readonly Command[]
  readonly env?: Readonly<Record<string, string>>
  readonly counts?: () => TestCounts
}

const vitestReport = join(results, 'vitest.json')
const playwrightReport = join(results, 'playwright.json')

const parts: readonly Part[] = [
  { name: 'check', commands: listChecks() },
  {
    name: 'unit and replica tests',
    commands: [
      [
        'npx',
        'vitest',
        'run',
        '--project=unit',
        '--project=devnet',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${vitestReport}`,
      ],
    ],
    counts: () => parseVitestReport(readReport(vitestReport)),
  },
  { name: 'build', commands: [['npm', 'run', 'build']] },
]

/** Runs check, unit and replica tests, build, and browser tests; stops at the first that fails. The last line is the sum. */
async function runAllTests(): Promise<void> {
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  let sum: TestCounts = { passed: 0, failed: 0, skipped: 0 }
  let hasFailed = false
  for (const load of [...parts.map((part) => () => part), planBrowserTests]) {
    const { isDone, counts } = await runPart(load)
    sum = addCounts(sum, counts)
    if (!isDone) {
      hasFailed = true
      break
    }
  }
  if (sum.skipped > 0) console.log(`\n${sum.skipped} tests were skipped.`)
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
  process.exitCode = hasFailed ? 1 : 0
}

function planBrowserTests(): Part {
  return {
    name: 'browser tests',
    commands: [
      [
        'npx',
        'playwright',
        'test',
        `--config=${playwrightConfig}`,
        '--reporter=line,json',
        '--pass-with-no-tests',
        '--fail-on-flaky-tests',
      ],
    ],
    env: { CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    counts: () => parsePlaywrightReport(readReport(playwrightReport)),
  }
}

async function runPart(load: () => Part): Promise<{ isDone: boolean; counts: TestCounts }> {
  let part: Part
  try {
    part = load()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { isDone: false, counts: { passed: 0, failed: 1, skipped: 0 } }
  }
  console.log(`\n=== ${part.name} ===\n`)
  const statuses = await Promise.all(part.commands.map((command) => runCommand(command, part.env)))
  const counts = part.counts?.() ?? { passed: 0, failed: 0, skipped: 0 }
  const isDone = statuses.every((status) => status === 0) && counts.failed === 0
  // A part can fail without a failed test: a type error, a file that cannot be loaded.
  return { isDone, counts: isDone ? counts : { ...counts, failed: Math.max(1, counts.failed) } }
}

/** The commands that `npm run check` runs one by one. */
function listChecks(): readonly Command[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { check: string } }
  return scripts.check.split(' && ').map((command) => command.split(' ') as [string, ...string[]])
}

/** @returns its exit code; `null` where it was ended or could not be started */
function runCommand([command, ...args]: Command, env: Part['env']): Promise<number | null> {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(null)
    })
    child.once('exit', resolve)
  })
}

function readReport(file: string): unknown {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : null
}

await runAllTests()
