import { CHAINS } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'
import type { ChainAccess } from '../domain/request'
import { parseSettings, type SettingsData } from './settingsData'
import { readStored, writeStored } from './storage'

const storageKey = 'minnow.settings'
const storage = () => globalThis.localStorage

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

  /** Where to read a chain: the person's own endpoint, else the defaults. */
  accessOf(config: ChainConfig, walletChainId: number | null): ChainAccess {
    const own = this.#data.rpcUrls[config.chainId]
    const defaults = this.#developmentRpcUrls[config.chainId] ?? config.defaultRpcUrls
    return {
      config,
      rpcUrls: own === undefined ? defaults : [own],
      viaWallet: this.#data.viaWallet && walletChainId === config.chainId,
    }
  }

  change(changes: Partial<SettingsData>): void {
    this.#data = { ...this.#data, ...changes }
    this.applyTheme()
    this.#kept = writeStored(storage, storageKey, this.#data)
  }

  /** Sets the person's own endpoint of a chain; `null` goes back to the defaults. The URL must have been checked. */
  changeRpcUrl(chainId: number, url: string | null): void {
    const others = Object.entries(this.#data.rpcUrls).filter(([id]) => id !== `${chainId}`)
    this.change({ rpcUrls: Object.fromEntries(url === null ? others : [...others, [chainId, url]]) })
  }

  /** Puts the chosen colours on the page before anything reads them. */
  applyTheme(): void {
    const { theme } = this.#data
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }
}

export const settings = new Settings()
