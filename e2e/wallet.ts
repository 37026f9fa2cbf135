/** A wallet for development and tests: it shows accounts and reads, and refuses everything that would need a person's key. */
export interface TestWalletOptions {
  readonly name: string
  /** Reverse domain name, by which the app finds it again after a reload. */
  readonly rdns: string
  /** Accounts that it shows once connected, the selected one first. */
  readonly accounts: readonly string[]
  readonly chainId: number
  /** Where it reads, by chain id. */
  readonly rpcUrls: Readonly<Record<number, string>>
  /** A `data:` URL. @default a plain square */
  readonly icon?: string
  /** Added to each answer, in milliseconds. @default 0 */
  readonly delayMs?: number
  /** Whether it answers requests to connect with a refusal (EIP-1193 code 4001). @default false */
  readonly refusesConnection?: boolean
}

/** A request as the wallet saw it. */
export interface TestWalletRequest {
  readonly wallet: string
  readonly method: string
  readonly params: unknown
}

/** What a test does to the wallet, as its person would; in the page at `window.__wallets[rdns]`. */
export interface TestWalletControl {
  /** Selects other accounts; none means that the person locked the wallet. */
  setAccounts(accounts: readonly string[]): void
  setChain(chainId: number): void
  /** The person takes the connection back. */
  disconnect(): void
  setDelay(delayMs: number): void
  setRefusesConnection(refuses: boolean): void
}

interface TestWalletPage {
  __walletLog?: TestWalletRequest[]
  __wallets?: Record<string, TestWalletControl>
}

/**
 * Installs the wallet in this page and announces it (EIP-6963). It remembers its connection, accounts and chain for the tab,
 * and notes every request in `window.__walletLog`.
 *
 * The function uses nothing outside itself, so that its source can run in a page.
 */
export function installTestWallet(options: TestWalletOptions): TestWalletControl {
  type Listener = (value: unknown) => void

  class ProviderError extends Error {
    readonly code: number
    constructor(code: number, message: string) {
      super(message)
      this.code = code
    }
  }

  const page = globalThis as TestWalletPage
  const log = (page.__walletLog ??= [])
  const storageKey = `test-wallet:${options.rdns}`
  const state = { accounts: [...options.accounts], chainId: options.chainId, isConnected: false, ...recall() }
  let delayMs = options.delayMs ?? 0
  let refusesConnection = options.refusesConnection ?? false
  const listeners = new Map<string, Set<Listener>>()

  function recall(): object {
    try {
      return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as object
    } catch {
      return {}
    }
  }

  function remember(): void {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(state))
    } catch {
      // Without storage the wallet forgets at a reload, as one in a private window does.
    }
  }

  function emit(event: string, value: unknown): void {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(value)
  }

  function shownAccounts(): string[] {
    return state.isConnected ? [...state.accounts] : []
  }

  function toHex(value: number): string {
    return `0x${value.toString(16)}`
  }

  function connect(): void {
    if (refusesConnection) throw new ProviderError(4001, 'User rejected the request.')
    state.isConnected = true
    remember()
  }

  function disconnect(): void {
    state.isConnected = false
    remember()
    emit('accountsChanged', [])
  }

  function permissions(): unknown[] {
    if (!state.isConnected) return []
    const caveat = { type: 'restrictReturnedAccounts', value: shownAccounts() }
    return [{ parentCapability: 'eth_accounts', caveats: [caveat] }]
  }

  async function read(method: string, params: unknown): Promise<unknown> {
    const url = options.rpcUrls[state.chainId]
    if (url === undefined) throw new ProviderError(4901, `The wallet cannot read chain ${state.chainId}.`)
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: params ?? [] }),
    })
    const body = (await answer.json()) as { result?: unknown; error?: { code: number; message: string } }
    if (body.error !== undefined) throw new ProviderError(body.error.code, body.error.message)
    return body.result
  }

  function isRead(method: string): boolean {
    return /^(eth_(call|get|block|estimate|gas|fee)|net_|web3_)/.test(method)
  }

  async function answer(method: string, params: unknown): Promise<unknown> {
    switch (method) {
      case 'eth_requestAccounts':
        connect()
        return shownAccounts()
      case 'wallet_requestPermissions':
        connect()
        return permissions()
      case 'eth_accounts':
        return shownAccounts()
      case 'wallet_getPermissions':
        return permissions()
      case 'wallet_revokePermissions':
        disconnect()
        return null
      case 'eth_chainId':
        return toHex(state.chainId)
    }
    if (isRead(method)) return read(method, params)
    // Signatures, transactions, chain switches: as if the person had said no.
    throw new ProviderError(4001, 'User rejected the request.')
  }

  const provider = {
    async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
      log.push({ wallet: options.rdns, method, params: params ?? null })
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      return answer(method, params)
    },
    on(event: string, listener: Listener) {
      const ofEvent = listeners.get(event) ?? new Set()
      listeners.set(event, ofEvent.add(listener))
      return provider
    },
    removeListener(event: string, listener: Listener) {
      listeners.get(event)?.delete(listener)
      return provider
    },
  }

  const square = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path fill='%23567' d='M0 0h8v8H0z'/></svg>"
  const info = Object.freeze({
    uuid: crypto.randomUUID(),
    name: options.name,
    icon: options.icon ?? `data:image/svg+xml,${square}`,
    rdns: options.rdns,
  })
  const announce = () => {
    const detail = Object.freeze({ info, provider })
    globalThis.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  }
  globalThis.addEventListener('eip6963:requestProvider', announce)
  announce()

  const control: TestWalletControl = {
    setAccounts(accounts) {
      state.accounts = [...accounts]
      remember()
      emit('accountsChanged', shownAccounts())
    },
    setChain(chainId) {
      state.chainId = chainId
      remember()
      emit('chainChanged', toHex(chainId))
    },
    disconnect,
    setDelay(ms) {
      delayMs = ms
    },
    setRefusesConnection(refuses) {
      refusesConnection = refuses
    },
  }
  page.__wallets = { ...page.__wallets, [options.rdns]: control }
  return control
}

/** The wallet as a script for `page.addInitScript`. */
export function createTestWalletScript(options: TestWalletOptions): string {
  // Some compilers wrap named functions in a call to this helper of theirs.
  const helper = 'const __name = (named) => named;'
  return `(() => { ${helper} (${installTestWallet.toString()})(${JSON.stringify(options)}) })()`
}
