import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

test('ends with the process that started it, even when that is killed', async () => {
  const script = `import { startAnvil } from '${new URL('./startAnvil.ts', import.meta.url).href}'
    startAnvil().then(({ rpcUrl }) => console.log(rpcUrl))`
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const rpcUrl = line.toString().trim()
  expect(await isAnswering(rpcUrl)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => isAnswering(rpcUrl), { timeout: 10_000 }).toBe(false)
})
