import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './ensureChromium'
import { addCounts, parsePlaywrightReport, parseVitestReport } from './testCounts'
import type { TestCounts } from './testCounts'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = join(root, 'test-results')
const playwrightConfig = 'e2e/playwright.config.ts'

/** One part of the test command; `counts` reads its report once it has run. */
interface Part {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  readonly counts?: () => TestCounts
}

const vitestReport = join(results, 'vitest.json')
const playwrightReport = join(results, 'playwright.json')

const parts: readonly Part[] = [
  { name: 'check', command: ['npm', 'run', 'check'] },
  {
    name: 'unit and replica tests',
    command: [
      'npx',
      'vitest',
      'run',
      '--project=unit',
      '--project=devnet',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ],
    counts: () => parseVitestReport(readReport(vitestReport)),
  },
  { name: 'build', command: ['npm', 'run', 'build'] },
]

/** Runs check, unit and replica tests, build, and browser tests; stops at the first that fails. The last line is the sum. */
function runAllTests(): void {
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  let sum: TestCounts = { passed: 0, failed: 0, skipped: 0 }
  let hasFailed = false
  for (const load of [...parts.map((part) => () => part), planBrowserTests]) {
    const { isDone, counts } = runPart(load)
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
    command: [
      'npx',
      'playwright',
      'test',
      `--config=${playwrightConfig}`,
      '--reporter=line,json',
      '--pass-with-no-tests',
      '--fail-on-flaky-tests',
    ],
    env: { CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    counts: () => parsePlaywrightReport(readReport(playwrightReport)),
  }
}

function runPart(load: () => Part): { isDone: boolean; counts: TestCounts } {
  let part: Part
  try {
    part = load()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { isDone: false, counts: { passed: 0, failed: 1, skipped: 0 } }
  }
  console.log(`\n=== ${part.name} ===\n`)
  const [command, ...args] = part.command
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...part.env } })
  const counts = part.counts?.() ?? { passed: 0, failed: 0, skipped: 0 }
  const isDone = status === 0 && counts.failed === 0
  // A part can fail without a failed test: a type error, a file that cannot be loaded.
  return { isDone, counts: isDone ? counts : { ...counts, failed: Math.max(1, counts.failed) } }
}

function readReport(file: string): unknown {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : null
}

runAllTests()
