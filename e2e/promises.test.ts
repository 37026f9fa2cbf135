import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const promises = Array.from({ length: 15 }, (_, index) => index + 1)

/** Names of the tests in a file, as they stand there: the first argument of `test(...)`, `it(...)` and what hangs on them. */
function readTestNames(path: string): readonly string[] {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest)
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      /^(?:test|it)\b(?!\.(?:skip|todo|fixme|describe|use|extend))/.test(node.expression.getText(source))
    ) {
      const [first] = node.arguments
      if (first !== undefined && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first))) {
        names.push(first.getText(source).slice(1))
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

function listTestFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(?:test|spec|soak)\.ts$/.test(path))
}

/** Files with tests that name a promise, by its number. */
const named = new Map<number, Set<string>>()
for (const path of [...listTestFiles('src'), ...listTestFiles('e2e')]) {
  for (const name of readTestNames(path)) {
    const number = /^promise (\d+):/.exec(name)?.[1]
    if (number === undefined) continue
    named.set(Number(number), (named.get(Number(number)) ?? new Set()).add(path))
  }
}

/** The README's table: number, promise, files. */
const [, section = ''] = /^## Promises$([^]*?)^## /m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
const rows = [...section.matchAll(/^\| *(\d+) *\|([^|]*)\|(.*)\|$/gm)].map(([, number, promise = '', files = '']) => ({
  number: Number(number),
  promise: promise.trim(),
  files: [...files.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
}))

test('the README has the fifteen promises, in order', () => {
  expect(rows.map(({ number }) => number)).toEqual(promises)
  expect(rows.filter(({ promise }) => promise.length < 10)).toEqual([])
})

describe.each(promises)('promise %i', (number) => {
  test('has tests that name it, in the files that the README names for it', () => {
    const found = [...(named.get(number) ?? [])].sort()
    expect(found.length).toBeGreaterThan(0)
    expect(rows.find((row) => row.number === number)?.files.toSorted()).toEqual(found)
  })
})

test('no test names a promise that there is not', () => {
  expect([...named.keys()].filter((number) => !promises.includes(number))).toEqual([])
})
