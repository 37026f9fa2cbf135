import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** All that a build reads. */
const sources = ['src', 'public', 'e2e', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json']
/** What vite.config.ts imports. */
const buildTools = ['vite', 'vitest', '@sveltejs/vite-plugin-svelte']
const install = ['package-lock.json', '.npmrc']

/** Copies the source of this project, and nothing that was made from it, into a new folder. */
export function copySource(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const path of [...sources, ...install]) cpSync(join(root, path), join(folder, path), { recursive: true })
}

/** Gives a folder installed packages of its own, as far as a build needs them: the same files under other paths. */
export function linkPackages(folder: string): void {
  for (const name of findBuildPackages()) {
    const [from, to] = [join(root, 'node_modules', name), join(folder, 'node_modules', name)]
    mkdirSync(dirname(to), { recursive: true })
    if (existsSync(from)) linkFolder(from, to)
  }
  linkFolder(join(root, 'node_modules/.bin'), join(folder, 'node_modules/.bin'))
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Names of the runtime dependencies, the build's tools, and all that these depend on. */
function findBuildPackages(): ReadonlySet<string> {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>
  }
  const needs = new Map<string, string[]>()
  for (const [path, { dependencies, optionalDependencies, peerDependencies }] of Object.entries(packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    needs.set(name, [...(needs.get(name) ?? []), ...names])
  }
  const found = new Set<string>()
  const queue = [...Object.keys(packages['']?.dependencies ?? {}), ...buildTools]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue
    found.add(name)
    queue.push(...(needs.get(name) ?? []))
  }
  return found
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (/^\.(vite|cache)/.test(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkFolder(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkOrCopy(source, target)
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target)
  } catch {
    // Another file system.
    copyFileSync(source, target)
  }
}

/** Runs a command of npm in a folder, with these variables on top of the environment. */
export function runIn(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status, stderr, stdout } = spawnSync('npm', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${folder}:\n${stdout}\n${stderr}`)
}
