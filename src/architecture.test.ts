import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/*
 * Who may import whom. A room is a folder (or a file) of src/; `room/file` allows that one file of a room.
 * Importing a type is importing: it is a dependency all the same. Tests may import what they like.
 */
const LEAVES = ['domain', 'math', 'errors', 'config']
const PURE = ['domain', 'math', 'errors']
const READERS = ['chain', 'cache', 'protocols', 'prices', 'whales']
const ANYTHING = ['*']

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: LEAVES,
  math: LEAVES,
  errors: LEAVES,
  config: LEAVES,
  chain: LEAVES,
  cache: LEAVES,
  protocols: ['chain', ...LEAVES],
  prices: ['protocols', 'chain', ...LEAVES],
  whales: ['protocols', 'chain', ...LEAVES],
  accounting: PURE,
  comparison: ['accounting', ...PURE],
  report: ['accounting', 'comparison', ...PURE],
  pipeline: [...READERS, 'accounting', 'comparison', 'report', ...LEAVES],
  worker: ['pipeline', 'cache', ...LEAVES],
  routes: LEAVES,
  state: ['chain', 'routes', ...LEAVES],
  queries: ['worker/client', 'worker/startWorker', 'worker/messages', 'chain', 'state', ...LEAVES],
  ui: ['queries', 'state', 'routes', 'comparison', 'domain', 'errors', 'config'],
  main: ANYTHING,
  App: ANYTHING,
}

/** Rooms whose code gives the same for the same input: nothing in them waits, asks a clock, or rolls dice. */
const WITHOUT_EFFECTS = ['accounting', 'comparison', 'report', 'math', 'domain']

const root = dirname(fileURLToPath(import.meta.url))

interface SourceFile {
  /** Path in src/, without the ending of a script. */
  readonly path: string
  readonly code: string
  /** Paths in src/ that it imports. */
  readonly imports: readonly string[]
  readonly packages: readonly string[]
  /** What it imports outside of src/. */
  readonly outside: readonly string[]
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(ts|svelte)$/.test(path) && !isTest(path) && !path.endsWith('.d.ts'))
  .map(readSource)

function isTest(path: string): boolean {
  return /\.(test|bench|fixture|soak)\.ts$/.test(path) || path.includes('/stories/')
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1])
  const code = path.endsWith('.svelte') ? scripts.join('\n') : text
  const names = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName.replace(/[?#].*$/, ''))
  const local = names.filter((name) => name.startsWith('.')).map((name) => join(root, dirname(path), name))
  return {
    path: withoutEnding(path),
    code,
    imports: local.map((target) => withoutEnding(relative(root, target))).filter((target) => !target.startsWith('..')),
    packages: names.filter((name) => !name.startsWith('.')),
    outside: local.filter((target) => relative(root, target).startsWith('..')),
  }
}

function withoutEnding(path: string): string {
  return path.replaceAll('\\', '/').replace(/\.(ts|js)$/, '')
}

/** First folder in src/, or the file's own name at the top. */
function roomOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/\.svelte$/, '')
}

function isAllowed(from: string, target: string): boolean {
  const [room, targetRoom] = [roomOf(from), roomOf(target)]
  const allowed = MAY_IMPORT[room] ?? []
  return room === targetRoom || allowed.includes('*') || allowed.includes(targetRoom) || allowed.includes(target)
}

/** The files on a way that leads back to where it began, or `null`. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>()
  const visit = (node: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node]
    if (done.has(node)) return null
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...way, node])
      if (cycle) return cycle
    }
    done.add(node)
    return null
  }
  for (const node of graph.keys()) {
    const cycle = visit(node, [])
    if (cycle) return cycle
  }
  return null
}

describe('rooms', () => {
  it('every file stands in a room that the table knows', () => {
    expect(files.map(({ path }) => path).filter((path) => !(roomOf(path) in MAY_IMPORT))).toEqual([])
    expect(files.length).toBeGreaterThan(100)
  })

  it('imports go where the table allows', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports.filter((target) => !isAllowed(path, target)).map((target) => `${path} -> ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('nothing outside of src/ is imported', () => {
    expect(files.flatMap(({ path, outside }) => outside.map((target) => `${path} -> ${target}`))).toEqual([])
  })

  it('a protocol imports no other protocol', () => {
    const protocolOf = (path: string) => /^protocols\/([^/]+)\//.exec(path)?.[1]
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((target) => protocolOf(path) && protocolOf(target) && protocolOf(path) !== protocolOf(target))
        .map((target) => `${path} -> ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('no file imports itself over others', () => {
    expect(findCycle(new Map(files.map(({ path, imports }) => [path, imports])))).toBeNull()
  })

  it('no room imports itself over others', () => {
    const rooms = new Map<string, string[]>()
    for (const { path, imports } of files) {
      const targets = imports.map(roomOf).filter((room) => room !== roomOf(path))
      rooms.set(roomOf(path), [...(rooms.get(roomOf(path)) ?? []), ...targets])
    }
    expect(findCycle(rooms)).toBeNull()
  })
})

describe('pure rooms', () => {
  const pure = files.filter(({ path }) => WITHOUT_EFFECTS.includes(roomOf(path)))

  it('take nothing but pure functions from packages', () => {
    expect(pure.flatMap(({ path, packages }) => packages.map((name) => `${path} -> ${name}`))).toEqual([
      'report/formatReportCsv -> viem',
    ])
  })

  it('nothing waits, asks a clock or rolls dice', () => {
    expect(pure.flatMap(({ path, code }) => findEffects(code).map((effect) => `${path}: ${effect}`))).toEqual([])
  })

  it('would notice', () => {
    const code =
      'async function f() { await g(); return [new Date(), Date.now(), Math.random(), performance.now(), fetch(u)] }'
    expect(findEffects(code)).toEqual([
      'async',
      'await',
      'new Date()',
      'Date.now',
      'Math.random',
      'performance.now',
      'fetch',
    ])
    expect(findEffects('const date = new Date(timestamp).toISOString() // await Date.now')).toEqual([])
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c', 'd']],
          ['c', ['b']],
          ['d', []],
        ]),
      ),
    ).toEqual(['b', 'c', 'b'])
    const performance = files.find(({ path }) => path === 'accounting/computePerformance')
    // Imported as a type only.
    expect(performance?.imports).toContain('domain/coverage')
    expect(isAllowed('accounting/x', 'chain/y')).toBe(false)
    expect(isAllowed('queries/x', 'worker/worker')).toBe(false)
  })
})

const EFFECTS: ReadonlySet<string> = new Set(['Date.now', 'Math.random', 'performance.now'])
const EFFECT_CALLS: ReadonlySet<string> = new Set(['fetch', 'setTimeout', 'setInterval', 'queueMicrotask'])

function findEffects(code: string): readonly string[] {
  const found: string[] = []
  const source = ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AsyncKeyword) found.push('async')
    if (ts.isAwaitExpression(node)) found.push('await')
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date' && !node.arguments?.length) {
      found.push('new Date()')
    }
    if (ts.isPropertyAccessExpression(node) && EFFECTS.has(node.getText(source))) found.push(node.getText(source))
    if (ts.isCallExpression(node) && EFFECT_CALLS.has(node.expression.getText(source))) {
      found.push(node.expression.getText(source))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
