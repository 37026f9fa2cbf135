import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { readBundledPackages } from './bundledPackages'
import type { BundledPackage } from './bundledPackages'
import { measureBundle } from './measureBundle'
import type { MeasuredBundle } from './measureBundle'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readText = (path: string) => readFileSync(`${root}/${path}`, 'utf8')

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
}

const manifest = JSON.parse(readText('package.json')) as Record<string, Record<string, string> | undefined>
const { packages: locked } = JSON.parse(readText('package-lock.json')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const runtime = Object.keys(manifest['dependencies'] ?? {})

/** Rows of the README's table: `package`, size in kB, licence, reason. */
const [, section = ''] = /^## Runtime dependencies$([^]*?)^## /m.exec(readText('README.md')) ?? []
const listed = [...section.matchAll(/^\| `([^`]+)` *\| *(\d+) *\| *(\S+) *\| *(.+?) *\|$/gm)].map(
  ([, name = '', size, licence = '', reason = '']) => ({ name, size: Number(size), licence, reason }),
)

/** Licences that allow what Minnow does with the code, and ask for no more than keeping their text. */
const allowedLicences = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']

let bundle: MeasuredBundle
let bundled: readonly BundledPackage[]

beforeAll(async () => {
  bundle = await measureBundle()
  bundled = readBundledPackages(bundle.moduleIds)
}, 120_000)

test('promise 8: no runtime dependency reaches the bundle that the README does not list, and none is listed in vain', () => {
  expect(listed.map(({ name }) => name).toSorted()).toEqual(bundled.map(({ name }) => name).toSorted())
  expect(runtime.filter((name) => !listed.some((row) => row.name === name))).toEqual([])
  expect(listed.filter(({ reason }) => reason.length < 10)).toEqual([])
})

test('promise 8: the sizes in the README are those of the build, to a tenth', () => {
  const isNear = (size: number, measured: number) => Math.abs(size - measured) <= Math.max(1, measured / 10)
  const measured = listed.map(({ name, size }) => ({ name, size, measured: (bundle.sizes.get(name) ?? 0) / 1_000 }))
  expect(measured.filter((row) => !isNear(row.size, row.measured))).toEqual([])
})

test('promise 8: the licence of each package in the bundle allows its use, and its text goes with it', () => {
  expect(bundled.filter(({ licence }) => !allowedLicences.includes(licence))).toEqual([])
  expect(bundled.filter(({ licenceText }) => !/copyright/i.test(licenceText)).map(({ name }) => name)).toEqual([])
  const licenceOf = new Map(bundled.map(({ name, licence }) => [name, licence]))
  expect(listed.filter(({ name, licence }) => licenceOf.get(name) !== licence)).toEqual([])
})

test('promise 8: every version is exact, and every package in the lockfile has its integrity', () => {
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides']) {
    const inexact = Object.entries(manifest[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expect(inexact, kind).toEqual([])
  }
  const entries = Object.entries(locked).filter(([path]) => path !== '')
  expect(entries.length).toBeGreaterThan(300)
  expect(
    entries.filter(([, { integrity }]) => !/^sha(512|256|1)-/.test(integrity ?? '')).map(([path]) => path),
  ).toEqual([])
  for (const name of runtime) {
    expect(locked[`node_modules/${name}`]?.version, name).toBe(manifest['dependencies']?.[name])
  }
})

test('promise 8: install scripts are off, and new releases wait', () => {
  const settings = new Map(
    readText('.npmrc')
      .split('\n')
      .map((line) => line.split('=', 2) as [string, string]),
  )
  expect(settings.get('ignore-scripts')).toBe('true')
  expect(settings.get('save-exact')).toBe('true')
  expect(Number(settings.get('min-release-age'))).toBeGreaterThanOrEqual(3)
  // None is named, so none runs: what the packages ship works without.
  expect([...settings.keys()].filter((key) => key.startsWith('allow'))).toEqual([])
  const scripted = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript === true)
  expect(scripted.map(([path]) => path).filter((path) => runtime.includes(path.replace('node_modules/', '')))).toEqual(
    [],
  )
})
