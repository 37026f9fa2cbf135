import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './app'
import { startRpcProxy } from './rpcProxy'

test.describe('beside the address field', () => {
  for (const [input, said] of [
    ['hello', 'neither an address'],
    ['0x1234', 'neither an address'],
    ['', 'neither an address'],
    ['0xd8dA6BF26964aF9D7eEd9e03E53415D37AA96045', 'checksum'],
    ['nobody-has-this-name.eth', 'No address is set for the name nobody-has-this-name.eth'],
    ['<img src=x onerror=alert(1)>.eth', 'neither an address'],
  ] as const) {
    test(`${JSON.stringify(input)} is refused with its reason`, async ({ app, page }) => {
      await app.open('#/')
      const field = page.getByLabel('Address or ENS name')
      await field.fill(input)
      await field.press('Enter')
      const alert = page.locator('form').getByRole('alert')
      await expect(alert).toContainText(said)
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      await expect(field).toBeFocused()
      await expect(page).toHaveURL(/#\/$/)
      await field.pressSequentially('0')
      await expect(alert).toHaveCount(0)
    })
  }

  test('a name is not called unknown when Ethereum could not be asked', async ({ app, page, rpc }) => {
    rpc.use({ down: true })
    await app.open('#/')
    await page.getByLabel('Address or ENS name').fill('somebody.eth')
    await page.keyboard.press('Enter')
    const alert = page.locator('form').getByRole('alert')
    await expect(alert).toBeVisible({ timeout: 40_000 })
    await expect(alert).not.toContainText('No address is set')
  })
})

test.describe('at the RPC setting, keeping the old one', () => {
  async function startPlainServer(answer: string): Promise<{ url: string; stop: () => void }> {
    const server = createServer((_, response) =>
      response
        .writeHead(200, {
          'content-type': 'text/html',
          'access-control-allow-origin': '*',
          'access-control-allow-headers': '*',
        })
        .end(answer),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      stop: () => (server.close(), server.closeAllConnections()),
    }
  }

  for (const [input, said] of [
    ['not a url', 'not a web address'],
    ['ftp://example.org', 'starts with https://'],
    ['http://example.org/rpc', 'Plain http:// is only allowed to this machine'],
    ['https://user:pass@example.org', 'user name or password'],
    ['javascript:alert(1)', 'starts with https://'],
  ] as const) {
    test(`${input} is none`, async ({ app, page, rpc }) => {
      await app.open('#/settings')
      const field = page.getByLabel('Ethereum RPC URL')
      await field.fill(input)
      await field.blur()
      await expect(page.getByRole('alert')).toContainText(said)
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      await page.reload()
      await expect(field).toHaveValue(new RegExp(`^${rpc.url}`))
    })
  }

  test('one that does not answer', async ({ app, page, rpc, stage, watch }) => {
    const dead = await startRpcProxy(stage.rpcUrl, { down: true })
    watch.allow(new URL(dead.url).host)
    await app.open('#/settings')
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(dead.url)
    await field.blur()
    await expect(page.getByRole('alert')).toContainText('did not answer', { timeout: 40_000 })
    await page.reload()
    await expect(field).toHaveValue(new RegExp(`^${rpc.url}`))
    await dead.stop()
  })

  test('one that is a web page', async ({ app, page, rpc, watch }) => {
    const site = await startPlainServer('<!doctype html><title>Hello</title>')
    watch.allow(new URL(site.url).host)
    await app.open('#/settings')
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(site.url)
    await field.blur()
    await expect(page.getByRole('alert')).toContainText('Not saved', { timeout: 40_000 })
    await page.reload()
    await expect(field).toHaveValue(new RegExp(`^${rpc.url}`))
    site.stop()
  })

  test('one of another chain', async ({ app, page, rpc, stage, watch }) => {
    const base = await startRpcProxy(stage.rpcUrl, { chainId: 8453 })
    watch.allow(new URL(base.url).host)
    await app.open('#/settings')
    const field = page.getByLabel('Ethereum RPC URL')
    await field.fill(base.url)
    await field.blur()
    await expect(page.getByRole('alert')).toContainText('answers for chain 8453, not for chain 1')
    await page.reload()
    await expect(field).toHaveValue(new RegExp(`^${rpc.url}`))
    await base.stop()
  })
})
