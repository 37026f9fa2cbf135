import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { AnvilStartError, startAnvil } from './startAnvil'

async function isAnswering(rpcUrl: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
  const request = fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return request.then(
    ({ ok }) => ok,
    () => false,
  )
}

test('answers on a free port of this machine, and is gone after stop', async () => {
  const anvil = await startAnvil()
  expect(anvil.rpcUrl).toBe(`http://127.0.0.1:${anvil.port}`)
  expect(await isAnswering(anvil.rpcUrl)).toBe(true)
  await anvil.stop()
  expect(await isAnswering(anvil.rpcUrl)).toBe(false)
  await anvil.stop()
})

test('error: a port that is taken is named as the reason', async () => {
  const anvil = await startAnvil()
  await expect(startAnvil({ port: anvil.port })).rejects.toThrow(AnvilStartError)
  expect(await isAnswering(anvil.rpcUrl)).toBe(true)
  await anvil.stop()
})

test('ends with the process that started it, even when that is killed, and leaves nothing on the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'minnow-started-'))
  const script = `import { startAnvil } from '${new URL('./startAnvil.ts', import.meta.url).href}'
    startAnvil().then(({ rpcUrl }) => console.log(rpcUrl))`
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd,
    env: { ...process.env, TMPDIR: folder },
  })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const rpcUrl = line.toString().trim()
  expect(await isAnswering(rpcUrl)).toBe(true)
  const statesIn = () => readdirSync(folder).filter((name) => name.startsWith('minnow-anvil-'))
  expect(statesIn()).toHaveLength(1)
  parent.kill('SIGKILL')
  await expect.poll(() => isAnswering(rpcUrl), { timeout: 10_000 }).toBe(false)
  await expect.poll(statesIn, { timeout: 10_000 }).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})
