import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Plugin, Rolldown } from 'vite'
import { findPackageFolder, ModuleList } from './bundledPackages'

export interface MeasuredBundle {
  /** Minified bytes of JavaScript in the build by package; the app's own are under `minnow`. */
  readonly sizes: ReadonlyMap<string, number>
  /** Absolute paths of all modules that left code in it. */
  readonly moduleIds: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const own = 'minnow'

/**
 * Builds the site in memory, page and worker, and tells for each byte of its scripts which package it came from, by the build's own
 * source maps. Bytes that come from no source, such as the bundler's own glue, count as the app's.
 */
export async function measureBundle(): Promise<MeasuredBundle> {
  const chunks: Rolldown.OutputChunk[] = []
  const modules = new ModuleList()
  const collect: Plugin = {
    name: 'minnow:measure',
    generateBundle: {
      order: 'post',
      handler: (_, bundle) => {
        for (const output of Object.values(bundle)) {
          if (output.type === 'chunk') chunks.push(output as unknown as Rolldown.OutputChunk)
        }
      },
    },
  }
  await build({
    root,
    logLevel: 'silent',
    plugins: [collect, modules.plugin()],
    worker: { plugins: () => [collect, modules.plugin()] },
    build: { write: false, sourcemap: 'hidden' },
  })
  const sizes = new Map<string, number>()
  for (const { code, map, fileName, moduleIds } of chunks) {
    if (map === null) {
      // A script that only joins others has no source, and so no map.
      const foreign = moduleIds.filter((id) => findPackageFolder(id) !== null)
      if (foreign.length > 0) throw new Error(`The build gave ${fileName} without its source map.`)
      sizes.set(own, (sizes.get(own) ?? 0) + Buffer.byteLength(code))
      continue
    }
    for (const [source, bytes] of attributeBytes(code, map.mappings, map.sources)) {
      const name = source === null ? own : namePackage(source)
      sizes.set(name, (sizes.get(name) ?? 0) + bytes)
    }
  }
  return { sizes, moduleIds: modules.ids }
}

function namePackage(source: string): string {
  const folder = findPackageFolder(source)
  return folder === null ? own : folder.slice(folder.lastIndexOf('/node_modules/') + '/node_modules/'.length)
}

/** Bytes of a script by the source they came from; `null` for none. */
export function attributeBytes(
  code: string,
  mappings: string,
  sources: readonly (string | null | undefined)[],
): ReadonlyMap<string | null, number> {
  const bytes = new Map<string | null, number>()
  const add = (source: string | null, text: string) =>
    bytes.set(source, (bytes.get(source) ?? 0) + Buffer.byteLength(text))
  let sourceIndex = 0
  const lines = mappings.split(';')
  code.split('\n').forEach((line, row, all) => {
    let column = 0
    let source: string | null = null
    let start = 0
    for (const segment of (lines[row] ?? '').split(',').filter((text) => text !== '')) {
      const [columnStep = 0, sourceStep] = decodeVlq(segment)
      column += columnStep
      add(source, line.slice(start, column))
      start = column
      if (sourceStep !== undefined) sourceIndex += sourceStep
      source = sourceStep === undefined ? null : (sources[sourceIndex] ?? null)
    }
    add(source, line.slice(start) + (row < all.length - 1 ? '\n' : ''))
  })
  return bytes
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Numbers of one source map segment (base64 VLQ, source map revision 3). */
function decodeVlq(segment: string): readonly number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const character of segment) {
    const digit = digits.indexOf(character)
    value += (digit & 31) << shift
    shift += 5
    if ((digit & 32) !== 0) continue
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}
