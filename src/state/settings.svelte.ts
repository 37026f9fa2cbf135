import { CHAINS } from '../config/chains'
import { PRICE_SERVICE } from '../config/priceService'
import type { ChainConfig } from '../domain/chainConfig'
import type { ChainAccess } from '../domain/request'
import { parseSettings, type SettingsData } from './settingsData'
import { readStored, writeStored } from './storage'

const storageKey = 'minnow.settings'
const draftsKey = 'minnow.settings.rpcDrafts'
const storage = () => globalThis.localStorage

function readDrafts(): Readonly<Record<string, unknown>> {
  return (readStored(storage, draftsKey) ?? {}) as Readonly<Record<string, unknown>>
}

/** The replica's endpoints by chain id, which the development server sets before the app starts. */
interface DevelopmentSetup {
  readonly rpcUrls?: Readonly<Record<string, readonly string[]>>
}

function readDevelopmentRpcUrls(): Readonly<Record<string, readonly string[]>> {
  if (!import.meta.env.DEV) return {}
  return (globalThis as { __MINNOW_DEV__?: DevelopmentSetup }).__MINNOW_DEV__?.rpcUrls ?? {}
}

/** What the person chose, kept in this browser where it keeps anything. */
export class Settings {
  #data = $state.raw<SettingsData>(parseSettings(readStored(storage, storageKey)))
  #kept = $state(true)
  readonly #developmentRpcUrls = readDevelopmentRpcUrls()

  get current(): SettingsData {
    return this.#data
  }

  /** Whether the browser kept the last change; when not, settings last until the page is closed. */
  get isKept(): boolean {
    return this.#kept
  }

  /** Chains to look at when the link names none. While developing, only those of the replica. */
  readonly shownChains: readonly ChainConfig[] = $derived.by(() => {
    const developed = Object.keys(this.#developmentRpcUrls)
    const chains = developed.length === 0 ? CHAINS : CHAINS.filter((chain) => developed.includes(`${chain.chainId}`))
    return chains.filter((chain) => !this.#data.hiddenChains.includes(chain.chainId))
  })

  /** Where to read a chain: the person's own endpoints, several of them side by side, else the defaults. */
  accessOf(config: ChainConfig, walletChainId: number | null): ChainAccess {
    const own = this.#data.rpcUrls[config.chainId]?.split(' ')
    const defaults = this.#developmentRpcUrls[config.chainId] ?? config.defaultRpcUrls
    return {
      config,
      rpcUrls: own ?? defaults,
      sideBySide: own !== undefined && own.length > 1,
      viaWallet: this.#data.viaWallet && walletChainId === config.chainId,
      priceServiceUrl: this.#data.priceService ? PRICE_SERVICE.url : undefined,
    }
  }

  change(changes: Partial<SettingsData>): void {
    this.#data = { ...this.#data, ...changes }
    this.applyTheme()
    this.#kept = writeStored(storage, storageKey, this.#data)
  }

  /** Sets the person's own endpoints of a chain, separated by spaces; `null` goes back to the defaults. They must have been checked. */
  changeRpcUrls(chainId: number, urls: string | null): void {
    const others = Object.entries(this.#data.rpcUrls).filter(([id]) => id !== `${chainId}`)
    this.change({ rpcUrls: Object.fromEntries(urls === null ? others : [...others, [chainId, urls]]) })
  }

  /** What was typed for a chain and is neither saved nor refused yet: a reload in the middle of the check does not lose it. */
  draftOf(chainId: number): string | null {
    const draft = readDrafts()[chainId]
    return typeof draft === 'string' ? draft : null
  }

  /** Keeps what was typed for a chain until it is saved or refused; `null` forgets it. */
  keepDraft(chainId: number, text: string | null): void {
    const others = Object.entries(readDrafts()).filter(([id]) => id !== `${chainId}`)
    const drafts = text === null ? others : [...others, [chainId, text]]
    writeStored(storage, draftsKey, drafts.length === 0 ? null : Object.fromEntries(drafts))
  }

  /** Puts the chosen colours on the page before anything reads them. */
  applyTheme(): void {
    const { theme } = this.#data
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }
}

export const settings = new Settings()
