import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** A package with code in the build. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression, as its package.json has it. */
  readonly licence: string
  /** What its licence asks to keep with every copy. */
  readonly licenceText: string
}

/** Notes every module that leaves code in a build; give one instance's plugin to the page's build and the worker's. */
export class ModuleList {
  readonly #ids = new Set<string>()

  /** Absolute paths of the modules so far. */
  get ids(): readonly string[] {
    return [...this.#ids]
  }

  plugin(): Plugin {
    return {
      name: 'minnow:module-list',
      apply: 'build',
      generateBundle: (_, bundle) => {
        for (const output of Object.values(bundle)) {
          if (output.type !== 'chunk') continue
          for (const [id, { renderedLength }] of Object.entries(output.modules)) {
            if (renderedLength > 0) this.#ids.add(id)
          }
        }
      },
    }
  }
}

/** Folder of the package that a module belongs to; `null` for the app's own. */
export function findPackageFolder(moduleId: string): string | null {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(moduleId.replaceAll('\\', '/'))?.[1] ?? null
}

/** Packages of modules, by name and version, each once. */
export function readBundledPackages(moduleIds: readonly string[]): readonly BundledPackage[] {
  const folders = new Set(moduleIds.map(findPackageFolder).filter((folder) => folder !== null))
  const packages = new Map([...folders].map(readPackage).map((found) => [`${found.name}@${found.version}`, found]))
  return [...packages.keys()].sort().map((key) => packages.get(key) as BundledPackage)
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
  }
  const file = readdirSync(folder)
    .filter((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry))
    .sort()
    .map((entry) => join(folder, entry))
    .find((path) => existsSync(path))
  const licenceText = file === undefined ? '' : readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()
  return { name, version, licence: license ?? 'none', licenceText }
}

/**
 * Writes `licences.md` into the build: what each package in the page and in the worker, and each font, asks to keep with a copy.
 *
 * @param fontLicences paths of the fonts' licences
 */
export function writeLicences(modules: ModuleList, fontLicences: readonly URL[]): Plugin {
  return {
    name: 'minnow:licences',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler() {
        const packages = readBundledPackages(modules.ids).map(({ name, version, licence, licenceText }) =>
          [`## ${name} ${version} (${licence})`, ...(licenceText === '' ? [] : [licenceText])].join('\n\n'),
        )
        const fonts = fontLicences.map(
          (file) => `## Font\n\n${readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim()}`,
        )
        const source = ['# Code and fonts of others in this build', ...packages, ...fonts].join('\n\n')
        this.emitFile({ type: 'asset', fileName: 'licences.md', source: `${source}\n` })
      },
    },
  }
}
