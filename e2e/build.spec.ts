import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from './app'
import { checkBuild } from './release/checkBuild'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
const scripts = files.filter((file) => file.endsWith('.js')).map((file) => readFileSync(file, 'utf8'))

test('promise 2: no signing code ships', () => {
  expect(scripts.length).toBeGreaterThan(3)
  expect(checkBuild(dist)).toEqual([])
})

test('nothing of the test wallet or of this machine ships', () => {
  const own = [fileURLToPath(new URL('..', import.meta.url)), 'test-wallet:', '__MINNOW_DEV__', 'Development wallet']
  for (const text of own) expect(scripts.some((script) => script.includes(text))).toBe(false)
})

test('the page loads nothing by an absolute path, which a path gateway would not have', () => {
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  expect(page.match(/(src|href)="(?!\.\/|https?:)[^"]*"/g)).toBeNull()
  expect(page).toContain('Content-Security-Policy')
})
