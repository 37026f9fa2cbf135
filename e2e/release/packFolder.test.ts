import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BrokenCarError, openCar } from './openCar'
import { packFolder } from './packFolder'

const folders: string[] = []
/** A file of more than one chunk, so that it has a tree of its own. */
const big = Buffer.alloc(2_500_000, 'minnow')
const files: Readonly<Record<string, string | Buffer>> = {
  'index.html': '<!doctype html>',
  'a/x.js': 'export const x = 1',
  'a-b/x.js': 'export const x = 2',
  'Zürich.txt': 'ä',
  'i.txt': 'dotted and dotless: i ı I İ',
  'empty.txt': '',
  'big.bin': big,
}

function makeFolder(names: readonly string[], mtime: Date): string {
  const folder = mkdtempSync(join(tmpdir(), 'minnow-pack-'))
  folders.push(folder)
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), files[name] ?? '')
    utimesSync(join(folder, name), mtime, mtime)
  }
  return folder
}

let first: string

beforeAll(() => {
  first = makeFolder(Object.keys(files), new Date('2020-02-02'))
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

test('promise 7: the same files make the same CAR, whatever their order, times and folder', async () => {
  const second = makeFolder(Object.keys(files).toReversed(), new Date('2026-01-01'))
  const [one, other] = [await packFolder(first), await packFolder(second)]
  expect(other.cid).toBe(one.cid)
  expect(Buffer.from(other.car).equals(Buffer.from(one.car))).toBe(true)
  writeFileSync(join(second, 'a/x.js'), 'export const x = 3')
  expect((await packFolder(second)).cid).not.toBe(one.cid)
})

test('promise 7: the CID is the one that the ipfs-car command gives', async () => {
  const bin = join(dirname(createRequire(import.meta.url).resolve('ipfs-car')), 'bin.js')
  const said = execFileSync(process.execPath, [bin, 'pack', first, '--output', join(first, '..', 'minnow-pack.car')])
  rmSync(join(first, '..', 'minnow-pack.car'))
  const { cid } = await packFolder(first)
  expect(said.toString().trim()).toBe(cid)
  expect(cid).toMatch(/^bafybei[a-z2-7]{52}$/)
})

test('promise 7: every file comes out as it went in, through the code of IPFS', async () => {
  const { cid, car, files: packed } = await packFolder(first)
  const opened = await openCar(car)
  expect(opened.cid).toBe(cid)
  expect(packed.map(({ path }) => path)).toEqual(Object.keys(files).sort())
  for (const [path, content] of Object.entries(files)) {
    expect(Buffer.from((await opened.read(path)) ?? [0]).equals(Buffer.from(content)), path).toBe(true)
  }
  for (const path of ['', 'a', 'a/', 'none', 'index.html/x', '../index.html'])
    expect(await opened.read(path)).toBeNull()
})

describe('error: a CAR that is not what it says', () => {
  test('no CAR', async () => {
    await expect(openCar(Buffer.from('no CAR'))).rejects.toThrow(BrokenCarError)
  })

  test('a block with other bytes', async () => {
    const { car } = await packFolder(first)
    const broken = Buffer.from(car)
    const at = broken.indexOf('export const x = 2')
    expect(at).toBeGreaterThan(0)
    broken.write('export const x = 9', at)
    expect(createHash('sha256').update(broken).digest()).not.toEqual(createHash('sha256').update(car).digest())
    await expect(openCar(broken)).rejects.toThrow('other bytes than its CID says')
  })
})
