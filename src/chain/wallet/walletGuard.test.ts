import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InconsistentDataError, WalletMethodRefusedError } from '../../errors'
import { guardWallet } from './walletGuard'

const account = '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9'

/** A wallet that would do anything, and remembers what it was asked. */
function createWallet(answers: Record<string, unknown> = {}) {
  const asked: { readonly method: string; readonly params?: unknown }[] = []
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  return {
    asked,
    listeners,
    emit: (event: string, value: unknown) => listeners.get(event)?.forEach((listener) => listener(value)),
    request: async (args: { readonly method: string; readonly params?: unknown }) => {
      asked.push(args)
      return answers[args.method] ?? null
    },
    on(event: string, listener: (value: unknown) => void) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    removeListener(event: string, listener: (value: unknown) => void) {
      listeners.get(event)?.delete(listener)
    },
    send: () => 'sent',
    sendAsync: () => 'sent',
    enable: () => 'enabled',
  }
}

describe('walletGuard', () => {
  test.each([
    ['eth_chainId', undefined],
    ['eth_call', [{ to: account, data: '0x' }, '0x1']],
    ['eth_getLogs', [{}]],
    ['eth_getBlockByNumber', ['0x1', false]],
    ['eth_getTransactionReceipt', ['0x1']],
    ['eth_getCode', [account, '0x1']],
    ['wallet_requestPermissions', [{ eth_accounts: {} }]],
    ['wallet_revokePermissions', [{ eth_accounts: {} }]],
    ['wallet_getPermissions', undefined],
  ])('default: %s is passed on as it is', async (method, params) => {
    const wallet = createWallet({ eth_chainId: '0x1' })
    await guardWallet(wallet).request(params === undefined ? { method } : { method, params })
    expect(wallet.asked).toEqual([params === undefined ? { method } : { method, params }])
  })

  test.each([
    'eth_sendTransaction',
    'eth_sendRawTransaction',
    'eth_sign',
    'eth_signTransaction',
    'personal_sign',
    'eth_signTypedData',
    'eth_signTypedData_v4',
    'wallet_switchEthereumChain',
    'wallet_addEthereumChain',
    'wallet_watchAsset',
    'wallet_sendCalls',
    'wallet_grantPermissions',
    'wallet_requestSnaps',
    'eth_decrypt',
    'eth_getEncryptionPublicKey',
    'ETH_CALL',
    'eth_call ',
    '',
    'constructor',
  ])('promise 1: "%s" never reaches the wallet', async (method) => {
    const wallet = createWallet()
    const refused = guardWallet(wallet).request({ method, params: [] })
    await expect(refused).rejects.toBeInstanceOf(WalletMethodRefusedError)
    await expect(refused).rejects.toMatchObject({ code: 4200 })
    expect(wallet.asked).toEqual([])
  })

  test.each([
    [[{ eth_accounts: {}, wallet_snap: {} }]],
    [[{ 'endowment:network-access': {} }]],
    [[{ eth_accounts: {} }, { wallet_snap: {} }]],
    [undefined],
    [[null]],
    [{ eth_accounts: {} }],
  ])('error: no other permission is asked for than to see accounts: %j', async (params) => {
    const wallet = createWallet()
    const refused = guardWallet(wallet).request({ method: 'wallet_requestPermissions', params })
    await expect(refused).rejects.toMatchObject({ code: 4200 })
    expect(wallet.asked).toEqual([])
  })

  test('promise 1: a method that changes between check and use', async () => {
    const wallet = createWallet({ eth_chainId: '0x1' })
    let reads = 0
    const args = {
      get method() {
        return reads++ === 0 ? 'eth_chainId' : 'eth_sendTransaction'
      },
    }
    await guardWallet(wallet).request(args)
    expect(wallet.asked).toEqual([{ method: 'eth_chainId' }])
    await expect(
      guardWallet(wallet).request({ method: { toString: () => 'eth_call' } as never }),
    ).rejects.toMatchObject({
      code: 4200,
    })
  })

  test('promise 1: whatever the arguments are, the wallet sees only what is allowed, and the rest ends with 4200', async () => {
    const allowed = [
      'eth_requestAccounts',
      'eth_accounts',
      'eth_chainId',
      'wallet_requestPermissions',
      'wallet_getPermissions',
      'wallet_revokePermissions',
    ]
    const isRead =
      /^(eth_(blockNumber|call|getBalance|getBlockByNumber|getCode|getLogs|getTransactionReceipt)|net_version)$/
    const accountsOnly = JSON.stringify([{ eth_accounts: {} }])
    const dangerous = [
      'eth_sendTransaction',
      'personal_sign',
      'eth_signTypedData_v4',
      'wallet_switchEthereumChain',
      'wallet_sendCalls',
    ]
    const known = fc.constantFrom(...allowed, 'eth_call', 'eth_getLogs', 'net_version', ...dangerous)
    const twisted = known.chain((name) =>
      fc.constantFrom(
        name.toUpperCase(),
        `${name} `,
        `${name}\u0000`,
        ` ${name}`,
        name.replace('_', '\u200b_'),
        [name],
        { toString: () => name },
      ),
    )
    // Each reading gives the next of its values, as a getter or a proxy of a hostile script would.
    const shifting = fc.array(fc.oneof(known, fc.anything()), { minLength: 1, maxLength: 4 }).map((values) => {
      let reads = 0
      return { kind: 'shifting', next: () => values[Math.min(reads++, values.length - 1)] } as const
    })
    const still = fc
      .oneof(known, twisted, fc.string(), fc.anything())
      .map((value) => ({ kind: 'still', next: () => value }) as const)
    let looks = 0
    const permission = fc.constantFrom('eth_accounts', 'wallet_snap', 'endowment:network-access', '__proto__')
    const params = fc.oneof(
      fc.anything(),
      fc.array(fc.dictionary(permission, fc.anything()), { maxLength: 3 }),
      fc.constant([{ eth_accounts: {} }]),
      fc.constant([
        new Proxy({ eth_accounts: {} }, { ownKeys: () => (looks++ % 2 === 0 ? ['eth_accounts'] : ['wallet_snap']) }),
      ]),
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(still, shifting), params, async (method, given) => {
        const wallet = createWallet({ eth_accounts: [account], eth_requestAccounts: [account], eth_chainId: '0x1' })
        const args = {
          get method() {
            return method.next() as string
          },
          params: given,
        }
        const outcome = await guardWallet(wallet)
          .request(args)
          .then(
            () => null,
            (error: unknown) => error,
          )
        expect(wallet.asked.length).toBe(outcome === null ? 1 : 0)
        for (const asked of wallet.asked) {
          expect(Object.keys(asked).every((key) => key === 'method' || key === 'params')).toBe(true)
          expect(
            typeof asked.method === 'string' && (allowed.includes(asked.method) || isRead.test(asked.method)),
          ).toBe(true)
          if (/^wallet_(request|revoke)/.test(asked.method)) expect(JSON.stringify(asked.params)).toBe(accountsOnly)
        }
        if (outcome !== null) expect(outcome).toMatchObject({ code: 4200 })
      }),
      { numRuns: 3_000 },
    )
  })

  test('promise 1: a call without arguments, or with none that can be read, ends with 4200', async () => {
    const wallet = createWallet()
    for (const args of [undefined, null, 7, 'eth_sendTransaction', [], ['eth_sendTransaction']]) {
      await expect(guardWallet(wallet).request(args as never)).rejects.toMatchObject({ code: 4200 })
    }
    expect(wallet.asked).toEqual([])
  })

  test('behavior: nothing but request, on and removeListener can be reached', () => {
    const guarded = guardWallet(createWallet())
    expect(Object.keys(guarded).sort()).toEqual(['on', 'removeListener', 'request'])
    expect(Object.isFrozen(guarded)).toBe(true)
  })

  test('behavior: accounts are checksummed, what is none is left out', async () => {
    const wallet = createWallet({ eth_accounts: [account.toLowerCase(), 'me', null, '0x12', `0x${'é'.repeat(40)}`] })
    expect(await guardWallet(wallet).request({ method: 'eth_accounts' })).toEqual([account])
  })

  test('behavior: a chain id in decimals becomes hexadecimal', async () => {
    for (const chainId of ['0x2105', '8453', 8453]) {
      expect(await guardWallet(createWallet({ eth_chainId: chainId })).request({ method: 'eth_chainId' })).toBe(
        '0x2105',
      )
    }
  })

  test('error: accounts and chain ids that cannot be read', async () => {
    const wallet = createWallet({ eth_accounts: 'none', eth_chainId: {} })
    await expect(guardWallet(wallet).request({ method: 'eth_accounts' })).rejects.toThrow(InconsistentDataError)
    await expect(guardWallet(wallet).request({ method: 'eth_chainId' })).rejects.toThrow(InconsistentDataError)
  })

  test("behavior: the wallet's own refusal comes back as it is", async () => {
    const rejection = { code: 4001, message: 'User rejected the request.' }
    const wallet = { request: () => Promise.reject(rejection) }
    await expect(guardWallet(wallet).request({ method: 'eth_requestAccounts' })).rejects.toBe(rejection)
  })

  test('behavior: events come cleaned, and stop when the listener is removed', () => {
    const wallet = createWallet()
    const guarded = guardWallet(wallet)
    const heard: unknown[] = []
    const listener = (value: never) => void heard.push(value)
    for (const event of ['accountsChanged', 'chainChanged', 'connect', 'disconnect', 'message']) {
      guarded.on(event, listener)
      guarded.on(event, listener)
    }
    wallet.emit('accountsChanged', [account.toLowerCase(), '<img src=x>'])
    wallet.emit('accountsChanged', null)
    wallet.emit('chainChanged', '10')
    wallet.emit('chainChanged', 'soon')
    wallet.emit('connect', { chainId: '0xa', other: 'thing' })
    wallet.emit('connect', null)
    wallet.emit('disconnect', { code: 1013, message: 'x' })
    wallet.emit('disconnect', undefined)
    wallet.emit('message', { type: 'anything' })
    expect(heard).toEqual([[account], '0xa', { chainId: '0xa' }, { code: 1013 }, undefined])
    guarded.removeListener('chainChanged', listener)
    guarded.removeListener('chainChanged', listener)
    wallet.emit('chainChanged', '0x1')
    expect(heard.length).toBe(5)
    expect(wallet.listeners.get('chainChanged')?.size).toBe(0)
  })

  test('error: hostile wallets can only make their own requests fail', async () => {
    const throwing = new Proxy(
      {},
      {
        get() {
          throw new Error('gotcha')
        },
      },
    )
    const wallets: readonly unknown[] = [
      null,
      undefined,
      'wallet',
      {},
      throwing,
      { request: 'no function', on: 5 },
      {
        request() {
          throw new Error('gotcha')
        },
        on() {
          throw new Error('gotcha')
        },
        removeListener() {
          throw new Error('gotcha')
        },
      },
    ]
    for (const wallet of wallets) {
      const guarded = guardWallet(wallet)
      const listener = () => undefined
      expect(() => guarded.on('accountsChanged', listener).removeListener('accountsChanged', listener)).not.toThrow()
      await expect(guarded.request({ method: 'eth_accounts' })).rejects.toThrow()
    }
  })
})
