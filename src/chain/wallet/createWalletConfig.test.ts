import { connect, disconnect, getConnection } from '@wagmi/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChainConfig } from '../../domain/chainConfig'
import { createWalletConfig } from './createWalletConfig'
import type { WalletConfig } from './createWalletConfig'
import { reconnectWallet } from './reconnectWallet'

const account = '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9'
const chains = [
  { chainId: 1, name: 'Ethereum', nativeSymbol: 'ETH' },
  { chainId: 8453, name: 'Base', nativeSymbol: 'ETH' },
] as unknown as readonly [ChainConfig, ...ChainConfig[]]
const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>'

let stored: Map<string, string>
let open: WalletConfig[]

function createStorageStub(isBroken: boolean) {
  const use = <T>(action: () => T): T => {
    if (isBroken) throw new Error('QuotaExceededError')
    return action()
  }
  return {
    getItem: (key: string) => use(() => stored.get(key) ?? null),
    setItem: (key: string, value: string) => use(() => void stored.set(key, value)),
    removeItem: (key: string) => use(() => void stored.delete(key)),
  }
}

/** A page without a browser around it: events and a storage. */
function openPage({ isStorageBroken = false, ethereum = undefined as unknown } = {}) {
  const page = Object.assign(new EventTarget(), { localStorage: createStorageStub(isStorageBroken), ethereum })
  vi.stubGlobal('window', page)
  return page
}

function createWallet() {
  const asked: string[] = []
  return {
    asked,
    isAuthorized: true,
    async request({ method }: { readonly method: string }) {
      asked.push(method)
      if (method === 'eth_accounts') return this.isAuthorized ? [account.toLowerCase()] : []
      if (method === 'eth_requestAccounts') return [account.toLowerCase()]
      if (method === 'eth_chainId') return '0x1'
      if (method === 'wallet_requestPermissions') return [{ caveats: [{ value: [account.toLowerCase()] }] }]
      return null
    },
    on: () => undefined,
    removeListener: () => undefined,
  }
}

function announce(info: unknown, provider: unknown): void {
  window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info, provider } }))
}

function start(): WalletConfig {
  const wallets = createWalletConfig(chains)
  open.push(wallets)
  return wallets
}

const info = { uuid: 'a1', rdns: 'com.example.wallet', name: 'Example Wallet', icon }

beforeEach(() => {
  stored = new Map()
  open = []
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  for (const wallets of open) wallets.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('createWalletConfig', () => {
  test('default: an announced wallet is a connector with its name and icon', () => {
    openPage()
    const { config } = start()
    announce(info, createWallet())
    announce(info, createWallet())
    expect(config.connectors.map(({ id, name, icon: shown }) => [id, name, shown])).toEqual([
      ['com.example.wallet', 'Example Wallet', icon],
    ])
    expect(config.connectors[0]?.switchChain).toBeUndefined()
  })

  test('behavior: connecting asks the wallet for accounts and the chain, nothing else', async () => {
    openPage()
    const { config } = start()
    const wallet = createWallet()
    announce(info, wallet)
    const connector = config.connectors[0]
    if (!connector) throw new Error('No connector.')
    const connected = await connect(config, { connector })
    expect(connected).toEqual({ accounts: [account], chainId: 1 })
    expect(new Set(wallet.asked)).toEqual(new Set(['wallet_requestPermissions', 'eth_accounts', 'eth_chainId']))
    await disconnect(config)
    expect(getConnection(config).status).toBe('disconnected')
    expect(wallet.asked.at(-1)).toBe('wallet_revokePermissions')
  })

  test('behavior: a connector never gives out the wallet itself', async () => {
    openPage()
    const { config } = start()
    announce(info, createWallet())
    const provider = (await config.connectors[0]?.getProvider()) as { request(args: unknown): Promise<unknown> }
    expect(Object.keys(provider).sort()).toEqual(['on', 'removeListener', 'request'])
    await expect(provider.request({ method: 'eth_sendTransaction' })).rejects.toMatchObject({ code: 4200 })
  })

  test('error: even when told to, it switches no chain', async () => {
    openPage()
    const { config } = start()
    const wallet = createWallet()
    announce(info, wallet)
    const connector = config.connectors[0]
    if (!connector) throw new Error('No connector.')
    await connect(config, { connector, chainId: 8453 }).catch(() => undefined)
    expect(wallet.asked).not.toContain('wallet_switchEthereumChain')
    expect(wallet.asked).not.toContain('wallet_addEthereumChain')
  })

  test('behavior: it reconnects to the last wallet after a reload, asking no other and opening no prompt', async () => {
    openPage()
    const before = start()
    announce(info, createWallet())
    const [connector] = before.config.connectors
    if (!connector) throw new Error('No connector.')
    await connect(before.config, { connector })
    before.stop()
    // Which wallet, and nothing about who.
    expect([...stored.keys()]).toEqual(['minnow.wallet.recentConnectorId'])
    expect([...stored.values()].join()).not.toMatch(/0x/)

    openPage()
    const after = start()
    const [wallet, other] = [createWallet(), createWallet()]
    const reconnected = reconnectWallet(after.config)
    announce({ ...info, uuid: 'b1', rdns: 'com.example.other' }, other)
    announce({ ...info, uuid: 'b2' }, wallet)
    expect(await reconnected).toBe(true)
    expect(getConnection(after.config)).toMatchObject({ status: 'connected', address: account, chainId: 1 })
    expect(new Set(wallet.asked)).toEqual(new Set(['eth_accounts', 'eth_chainId']))
    expect(other.asked).toEqual([])
  })

  test('behavior: it stays disconnected after Disconnect, without the wallet, and without permission', async () => {
    openPage()
    const before = start()
    announce(info, createWallet())
    const [connector] = before.config.connectors
    if (!connector) throw new Error('No connector.')
    await connect(before.config, { connector })

    openPage()
    const withoutWallet = start()
    const waiting = reconnectWallet(withoutWallet.config)
    await vi.advanceTimersByTimeAsync(2_100)
    expect(await waiting).toBe(false)

    openPage()
    const withoutPermission = start()
    announce(info, Object.assign(createWallet(), { isAuthorized: false }))
    expect(await reconnectWallet(withoutPermission.config)).toBe(false)

    await disconnect(before.config)
    openPage()
    const afterDisconnect = start()
    const wallet = createWallet()
    announce(info, wallet)
    expect(await reconnectWallet(afterDisconnect.config)).toBe(false)
    expect(wallet.asked).toEqual([])
  })

  test('behavior: a storage that throws, or holds nonsense, is done without', async () => {
    openPage({ isStorageBroken: true })
    const broken = start()
    announce(info, createWallet())
    const [connector] = broken.config.connectors
    if (!connector) throw new Error('No connector.')
    await connect(broken.config, { connector })
    expect(getConnection(broken.config).status).toBe('connected')
    expect(await reconnectWallet(start().config)).toBe(false)

    stored.set('minnow.wallet.recentConnectorId', '{"not')
    stored.set(
      'minnow.wallet.store',
      '{"state":{"current":"x","connections":{"__type":"Map","value":[["x",{"accounts":["0xdead"]}]]}}}',
    )
    openPage()
    const { config } = start()
    expect(await reconnectWallet(config)).toBe(false)
    expect(getConnection(config).address).toBeUndefined()
  })

  test('behavior: the older window.ethereum is offered where nothing announces itself, until something does', async () => {
    openPage({ ethereum: createWallet() })
    const { config } = start()
    expect(config.connectors).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    expect(config.connectors.map(({ name }) => name)).toEqual(['Browser wallet'])
    const provider = (await config.connectors[0]?.getProvider()) as { request(args: unknown): Promise<unknown> }
    await expect(provider.request({ method: 'personal_sign' })).rejects.toMatchObject({ code: 4200 })
    announce(info, createWallet())
    expect(config.connectors.map(({ name }) => name)).toEqual(['Example Wallet'])
  })

  test('behavior: names and icons are cleaned', () => {
    openPage()
    const { config } = start()
    const provider = createWallet()
    announce(
      { uuid: '1', rdns: 'a', name: '<img src=x onerror=alert(1)>\u202e\u0000', icon: 'https://evil.example/i.png' },
      provider,
    )
    announce(
      { uuid: '2', rdns: 'b', name: 'x'.repeat(1_000_000), icon: 'data:text/html,<script>alert(1)</script>' },
      provider,
    )
    announce(
      {
        uuid: '3',
        rdns: 'c',
        name: { toString: () => 'object' },
        icon: `data:image/png;base64,${'A'.repeat(1_000_000)}`,
      },
      provider,
    )
    announce({ uuid: '4', rdns: 'a', name: 'Same domain', icon: 'data:image/png;base64,AAAA' }, provider)
    expect(config.connectors.map(({ id, name, icon: shown }) => [id, name, shown])).toEqual([
      ['a', '<img src=x onerror=alert(1)>', undefined],
      ['b', `${'x'.repeat(39)}…`, undefined],
      ['c', 'Unnamed wallet', undefined],
      ['a#4', 'Same domain', 'data:image/png;base64,AAAA'],
    ])
  })

  test('error: hostile announcements hide no honest one', () => {
    openPage()
    const { config } = start()
    const throwing = new Proxy(
      {},
      {
        get() {
          throw new Error('gotcha')
        },
      },
    )
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: null }))
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: throwing }))
    window.dispatchEvent(new Event('eip6963:announceProvider'))
    announce(throwing, createWallet())
    announce({ ...info, uuid: 7 }, createWallet())
    announce({ ...info, uuid: 'none' }, null)
    announce({ ...info, uuid: 'throwing', rdns: 'throwing' }, throwing)
    announce(info, createWallet())
    expect(config.connectors.map(({ id }) => id)).toEqual(['throwing', 'com.example.wallet'])
    for (let wallet = 0; wallet < 1_000; wallet++)
      announce({ ...info, uuid: `w${wallet}`, rdns: `w${wallet}` }, createWallet())
    expect(config.connectors.length).toBe(32)
  })
})
