import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copySource, linkPackages, runIn } from './cleanFolder'
import { packFolder } from './packFolder'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minnow-same-bytes-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)

test('promise 7: two folders and two environments build the same files with the same CID', async () => {
  const builds = [
    { at: join(folder, 'one'), env: { NODE_ENV: 'production', TZ: 'UTC', LC_ALL: 'C' } },
    {
      at: join(folder, 'two', 'Minnow (copy)', 'node_modules-like'),
      env: { NODE_ENV: 'test', TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', VITE_ANYTHING: 'x', MODE: 'x' },
    },
  ]
  const packed = []
  for (const { at, env } of builds) {
    copySource(at)
    linkPackages(at)
    runIn(at, ['run', 'build'], env)
    packed.push(await packFolder(join(at, 'dist')))
  }
  const [one, two] = packed
  expect(one?.files.length).toBeGreaterThan(10)
  expect(two?.files).toEqual(one?.files)
  expect(two?.cid).toBe(one?.cid)
  console.log(`CID of both builds: ${one?.cid}`)
}, 120_000)
