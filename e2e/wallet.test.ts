import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createTestWalletScript, installTestWallet } from './wallet'
import type { TestWalletOptions, TestWalletRequest } from './wallet'

const alice = '0x4c02a750Bd94A9eFaD22E87C2dffeDE048Fb53dd'
const bob = '0x6C3B66f56dD42F35362572D1515b417309b83474'

interface Announcement {
  readonly info: { readonly name: string; readonly rdns: string }
  readonly provider: {
    request(args: { method: string; params?: unknown }): Promise<unknown>
    on(event: string, listener: (value: unknown) => void): unknown
    removeListener(event: string, listener: (value: unknown) => void): unknown
  }
}

const page = globalThis as { __walletLog?: TestWalletRequest[] }
const announced: Announcement[] = []

function optionsOf(changes: Partial<TestWalletOptions> = {}): TestWalletOptions {
  return { name: 'Test wallet', rdns: 'test.wallet', accounts: [alice], chainId: 1, rpcUrls: {}, ...changes }
}

function lastProvider(): Announcement['provider'] {
  const last = announced.at(-1)
  if (last === undefined) throw new Error('Nothing was announced.')
  return last.provider
}

beforeEach(() => {
  const window = new EventTarget()
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window))
  vi.stubGlobal('dispatchEvent', window.dispatchEvent.bind(window))
  const stored = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  announced.length = 0
  page.__walletLog = []
  window.addEventListener('eip6963:announceProvider', (event) => {
    announced.push((event as CustomEvent<Announcement>).detail)
  })
})

test('announces itself at once and whenever a page asks', () => {
  installTestWallet(optionsOf())
  globalThis.dispatchEvent(new Event('eip6963:requestProvider'))
  expect(announced.map(({ info }) => info.name)).toEqual(['Test wallet', 'Test wallet'])
})

test('shows no account before it is connected, and notes every request', async () => {
  installTestWallet(optionsOf())
  const provider = lastProvider()
  expect(await provider.request({ method: 'eth_accounts' })).toEqual([])
  expect(await provider.request({ method: 'eth_requestAccounts' })).toEqual([alice])
  expect(await provider.request({ method: 'eth_accounts' })).toEqual([alice])
  expect(await provider.request({ method: 'eth_chainId' })).toBe('0x1')
  expect(page.__walletLog?.map(({ method }) => method)).toEqual([
    'eth_accounts',
    'eth_requestAccounts',
    'eth_accounts',
    'eth_chainId',
  ])
})

test('stays connected over a reload of the page, until the permission is given back', async () => {
  installTestWallet(optionsOf())
  await lastProvider().request({ method: 'wallet_requestPermissions', params: [{ eth_accounts: {} }] })
  installTestWallet(optionsOf())
  expect(await lastProvider().request({ method: 'eth_accounts' })).toEqual([alice])
  await lastProvider().request({ method: 'wallet_revokePermissions', params: [{ eth_accounts: {} }] })
  expect(await lastProvider().request({ method: 'wallet_getPermissions' })).toEqual([])
})

test('tells of other accounts, another chain and a disconnect', async () => {
  const control = installTestWallet(optionsOf())
  const provider = lastProvider()
  const heard: unknown[] = []
  const listener = (value: unknown) => void heard.push(value)
  provider.on('accountsChanged', listener)
  provider.on('chainChanged', listener)
  await provider.request({ method: 'eth_requestAccounts' })
  control.setAccounts([bob, alice])
  control.setChain(8453)
  control.disconnect()
  provider.removeListener('chainChanged', listener)
  control.setChain(1)
  expect(heard).toEqual([[bob, alice], '0x2105', []])
})

describe('error: refuses as a person would', () => {
  test.each(['eth_sendTransaction', 'personal_sign', 'eth_signTypedData_v4', 'wallet_switchEthereumChain'])(
    '%s',
    async (method) => {
      installTestWallet(optionsOf())
      await expect(lastProvider().request({ method })).rejects.toMatchObject({ code: 4001 })
      expect(page.__walletLog).toEqual([{ wallet: 'test.wallet', method, params: null }])
    },
  )

  test('the connection, when it is told to', async () => {
    installTestWallet(optionsOf({ refusesConnection: true }))
    await expect(lastProvider().request({ method: 'eth_requestAccounts' })).rejects.toMatchObject({ code: 4001 })
    expect(await lastProvider().request({ method: 'eth_accounts' })).toEqual([])
  })
})

test('passes reads on to the endpoint of its chain', async () => {
  const server = createServer((_request, response) => response.end('{"jsonrpc":"2.0","id":1,"result":"0x2a"}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  installTestWallet(optionsOf({ rpcUrls: { 1: url } }))
  expect(await lastProvider().request({ method: 'eth_blockNumber' })).toBe('0x2a')
  server.close()
})

test('waits before each answer when it is told to', async () => {
  const control = installTestWallet(optionsOf())
  control.setDelay(60)
  const start = performance.now()
  await lastProvider().request({ method: 'eth_chainId' })
  expect(performance.now() - start).toBeGreaterThanOrEqual(55)
})

test('its source runs on its own, as a script in a page', async () => {
  Function(createTestWalletScript(optionsOf({ name: 'Script' })))()
  expect(announced.at(-1)?.info.name).toBe('Script')
  expect(await lastProvider().request({ method: 'eth_requestAccounts' })).toEqual([alice])
})
