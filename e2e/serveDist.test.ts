import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MissingBuildError, serveDist } from './serveDist'
import type { DistServer } from './serveDist'

const folder = mkdtempSync(join(tmpdir(), 'minnow-dist-'))
let server: DistServer

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/app.js'), 'export {}')
  server = await serveDist(folder)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

/** Asks as a browser does, which finds every name under `localhost` on this machine; Node does not. */
function ask(url: string): Promise<{ readonly status: number | undefined; readonly type: string | undefined }> {
  const { port, pathname, host } = new URL(url)
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: pathname, headers: { host } }, (response) => {
      response.resume()
      resolve({ status: response.statusCode, type: response.headers['content-type'] })
    }).once('error', reject)
  })
}

test.each(['root', 'path gateway', 'subdomain gateway'] as const)('serves the same files at the %s', async (home) => {
  const url = server.homes[home]
  expect(await ask(url)).toEqual({ status: 200, type: 'text/html; charset=utf-8' })
  expect(await ask(`${url}assets/app.js`)).toEqual({ status: 200, type: 'text/javascript; charset=utf-8' })
})

test('sends a path without its last slash there', async () => {
  expect(await ask(server.homes['path gateway'].slice(0, -1))).toMatchObject({ status: 301 })
})

describe('error: what is no file is not found', () => {
  test.each([
    'wallet/0x1',
    'assets',
    'assets/',
    '..%2fpackage.json',
    '%00',
    'index.html/x',
    'ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/',
    'ipfs/',
  ])('%s', async (path) => {
    expect(await ask(`${server.homes.root}${path}`)).toMatchObject({ status: 404 })
  })

  test('another host', async () => {
    expect(await ask(server.homes.root.replace('127.0.0.1', 'other.example'))).toMatchObject({ status: 404 })
  })
})

test('error: a folder without a build', async () => {
  await expect(serveDist(join(folder, 'nothing'))).rejects.toThrow(MissingBuildError)
  await expect(serveDist(join(folder, 'assets'))).rejects.toThrow('run "npm run build" first')
})
