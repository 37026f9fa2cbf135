import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const

/** No Chromium was found, and none could be installed. */
export class ChromiumMissingError extends Error {
  override readonly name = 'ChromiumMissingError'
}

/**
 * Path of a Chromium on this machine: `CHROMIUM_PATH`, Playwright's own, or one on the `PATH`; `null` where there is none.
 *
 * @throws ChromiumMissingError when `CHROMIUM_PATH` names no file
 */
export function findChromium(): string | null {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen
    throw new ChromiumMissingError(`CHROMIUM_PATH is ${chosen}, where there is no file.`)
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const installed = commandNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [chromium.executablePath(), ...installed].find((path) => existsSync(path) && isRunnable(path)) ?? null
}

/** Whether it starts: a download without its libraries, or a stub that points to another package, does not. */
function isRunnable(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0
}

/**
 * Finds a Chromium, or gets one: Playwright's own download, else Debian's package when this runs as root.
 *
 * @returns path of its executable
 * @throws ChromiumMissingError with what a person can do about it
 */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== null) return found
  const isRoot = process.getuid?.() === 0
  console.log("No Chromium was found: trying Playwright's own download ...")
  run('npx', ['playwright', 'install', 'chromium'])
  // The download brings no system libraries.
  if (isRoot && existsSync(chromium.executablePath()) && findChromium() === null) {
    run('npx', ['playwright', 'install-deps', 'chromium'])
  }
  const downloaded = findChromium()
  if (downloaded !== null) return downloaded

  if (isRoot) {
    console.log("Playwright's download did not work: trying the system's package ...")
    if (run('apt-get', ['update'])) run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
    const installed = findChromium()
    if (installed !== null) return installed
  }
  throw new ChromiumMissingError(
    'The tests need Chromium and could not install it. Install Chromium or Google Chrome, or set CHROMIUM_PATH to its executable.',
  )
}

/** Whether a command ran and succeeded; its output goes to this process's own. */
function run(command: string, args: readonly string[]): boolean {
  const timeout = 10 * 60_000
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

const isMain = process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]
if (isMain) {
  try {
    console.log(ensureChromium())
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
