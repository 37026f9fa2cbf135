import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copySource, runIn } from './cleanFolder'
import { packFolder } from './packFolder'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minnow-clean-installs-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000)

test('promise 7: two clean installs and builds in different folders give the same files and the same CID', async () => {
  const packed = []
  const folders = [join(folder, 'one'), join(folder, 'another', 'folder')]
  // Both before the first build: a source that is edited meanwhile would not be the same.
  for (const at of folders) copySource(at)
  for (const at of folders) {
    runIn(at, ['ci'])
    runIn(at, ['run', 'build'])
    const { cid, files } = await packFolder(join(at, 'dist'))
    console.log(`CID after npm ci and npm run build in ${at}: ${cid}`)
    packed.push({ cid, files })
    // Not two installations at once on the disk.
    rmSync(join(at, 'node_modules'), { recursive: true, force: true })
  }
  const [one, another] = packed
  expect(one?.files.length).toBeGreaterThan(10)
  expect(another?.cid).toBe(one?.cid)
  expect(another?.files).toEqual(one?.files)
}, 1_200_000)
