import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkBuild } from './checkBuild'
import { openCar } from './openCar'
import { packFolder } from './packFolder'

const root = fileURLToPath(new URL('../..', import.meta.url))
const dist = join(root, 'dist')

/** Checks the source, builds, checks what was built, packs it and prints its CID. Writes `minnow-<version>.car`. */
async function release(): Promise<void> {
  run('npm', ['run', 'check'])
  run('npm', ['run', 'build'])
  const findings = checkBuild(dist)
  if (findings.length > 0) throw new Error(`The build must not be released:\n  ${findings.join('\n  ')}`)

  const { cid, car, files } = await packFolder(dist)
  const opened = await openCar(car)
  for (const { path } of files) {
    const read = await opened.read(path)
    if (read === null || !readFileSync(join(dist, path)).equals(read)) throw new Error(`${path} is not in the CAR.`)
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const name = `minnow-${version}.car`
  writeFileSync(join(root, name), car)
  const size = files.reduce((sum, file) => sum + file.size, 0)
  console.log(`
Minnow ${version}: ${files.length} files, ${(size / 1_000).toFixed(0)} kB, packed into ${name}

  CID: ${cid}

Made from ${describeSource()}. Whoever checks that out and runs "npm ci && npm run release" gets the same CID.
How to pin and name it stands in README.md, under "Release".
`)
}

/** Which source this is, for whoever wants to make the same: a version alone does not say it. */
function describeSource(): string {
  const ask = (...args: readonly string[]) => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
    return status === 0 ? stdout.trim() : null
  }
  const [commit, changes] = [ask('rev-parse', 'HEAD'), ask('status', '--porcelain')]
  if (commit === null) return 'a folder that is no git repository'
  return changes === '' ? `commit ${commit}` : `commit ${commit} WITH CHANGES that are not committed`
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" failed, so nothing was released.`)
}

release().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
