import type { Address } from '../domain/primitives'
import { WalletConnectionError } from '../errors'
import type { WalletChoice, WalletConnection, Wallets } from './openWallets'

/** What happened to the connected account: `null` on either side is "none". */
export interface AccountChange {
  readonly before: Address | null
  readonly after: Address | null
}

/** The connected wallet, if any, and those that could be connected. Its code is loaded after the first screen. */
export class Session {
  #connection = $state.raw<WalletConnection | null>(null)
  #wallets = $state.raw<readonly WalletChoice[]>([])
  #isSearching = $state(true)
  #opened: Promise<Wallets> | null = null
  #listeners: readonly ((change: AccountChange) => void)[] = []

  get connection(): WalletConnection | null {
    return this.#connection
  }

  get wallets(): readonly WalletChoice[] {
    return this.#wallets
  }

  /** Wallets may still announce themselves. */
  get isSearching(): boolean {
    return this.#isSearching
  }

  /** Looks for wallets and connects again to the one of the last visit. */
  async start(): Promise<void> {
    const wallets = await this.#open()
    await wallets.reconnect()
    this.#isSearching = false
  }

  async connect(id: string): Promise<void> {
    await (await this.#open()).connect(id)
  }

  async disconnect(): Promise<void> {
    await (await this.#open()).disconnect()
  }

  async read(chainId: number, method: string, params: readonly unknown[]): Promise<unknown> {
    return (await this.#open()).read(chainId, method, params)
  }

  /** Calls `listener` on every change of the account; returns what ends it. */
  onAccountChange(listener: (change: AccountChange) => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  #open(): Promise<Wallets> {
    this.#opened ??= import('./openWallets').then(
      ({ openWallets }) =>
        openWallets({
          onWallets: (wallets) => (this.#wallets = wallets),
          onConnection: (connection) => this.#changeConnection(connection),
        }),
      (cause: unknown) => {
        this.#opened = null
        this.#isSearching = false
        throw new WalletConnectionError('The part of Minnow that talks to wallets could not be loaded.', { cause })
      },
    )
    return this.#opened
  }

  #changeConnection(connection: WalletConnection | null): void {
    const before = this.#connection?.address ?? null
    const after = connection?.address ?? null
    this.#connection = connection
    if (before === after) return
    for (const listener of this.#listeners) listener({ before, after })
  }
}

export const session = new Session()
