import { parseRpcUrls as parseUrls } from '../chain/parseRpcUrl'
import type { Currency } from '../domain/primitives'
import { SettingsFileError } from '../errors'

export type Theme = 'system' | 'light' | 'dark'

/** What a person chose. Plain data: it is stored, exported and imported as it is. */
export interface SettingsData {
  readonly theme: Theme
  readonly currency: Extract<Currency, 'USD' | 'ETH'>
  /** The person's own endpoints by chain id, separated by spaces; chains that are absent use the defaults. */
  readonly rpcUrls: Readonly<Record<string, string>>
  /** Chains at which wallets are not looked. */
  readonly hiddenChains: readonly number[]
  /** Read through the connected wallet on the chain that it is on. */
  readonly viaWallet: boolean
  /** Ask the price service for prices that the chain does not give. */
  readonly priceService: boolean
}

export const defaultSettings: SettingsData = {
  theme: 'system',
  currency: 'USD',
  rpcUrls: {},
  // Filecoin's endpoints give logs of one day at a time: a wallet is looked for there when the person asks for it.
  hiddenChains: [314],
  viaWallet: false,
  priceService: false,
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseRpcUrls(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  const valid = Object.entries(value).flatMap(([chainId, url]) => {
    if (!/^[1-9]\d{0,14}$/.test(chainId) || typeof url !== 'string') return []
    try {
      return [[chainId, parseUrls(url).join(' ')] as const]
    } catch {
      return []
    }
  })
  return Object.fromEntries(valid)
}

/** Takes what is valid of stored or imported settings, and the defaults for the rest. */
export function parseSettings(value: unknown): SettingsData {
  if (!isRecord(value)) return defaultSettings
  const { theme, currency, rpcUrls, hiddenChains, viaWallet, priceService } = value
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    currency: currency === 'ETH' ? 'ETH' : 'USD',
    rpcUrls: parseRpcUrls(rpcUrls),
    hiddenChains: Array.isArray(hiddenChains)
      ? hiddenChains.filter((id) => Number.isSafeInteger(id) && id > 0)
      : defaultSettings.hiddenChains,
    viaWallet: viaWallet === true,
    priceService: priceService === true,
  }
}

const fileFormat = 'minnow.settings'

/**
 * Writes settings for another browser. RPC URLs often hold a key, so they are left out unless asked for; whether the price service is
 * asked is each person's own decision and never in a file.
 */
export function formatSettingsFile(settings: SettingsData, withRpcUrls: boolean): string {
  const { theme, currency, hiddenChains, viaWallet, rpcUrls } = settings
  const others = { theme, currency, hiddenChains, viaWallet }
  const kept = { format: fileFormat, version: 1, ...others, ...(withRpcUrls ? { rpcUrls } : {}) }
  return `${JSON.stringify(kept, null, 2)}\n`
}

/**
 * Reads a settings file. A file without RPC URLs leaves those of `current` as they are; no file switches the price service on.
 *
 * @throws SettingsFileError when the text is no settings file, or of a newer version.
 */
export function parseSettingsFile(text: string, current: SettingsData): SettingsData {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new SettingsFileError('This file is not JSON, so it holds no settings of Minnow.', { cause })
  }
  if (!isRecord(value) || value['format'] !== fileFormat) {
    throw new SettingsFileError('This file holds no settings of Minnow.')
  }
  if (value['version'] !== 1) {
    throw new SettingsFileError('This file was written by a newer version of Minnow than this one.')
  }
  const { priceService } = current
  return { ...parseSettings(value), priceService, ...('rpcUrls' in value ? {} : { rpcUrls: current.rpcUrls }) }
}

/** Hosts that the RPC URLs of `after` name and those of `before` did not, each once: a file can bring a stranger's. */
export function listNewHosts(before: SettingsData, after: SettingsData): readonly string[] {
  const hostsOf = ({ rpcUrls }: SettingsData) =>
    Object.values(rpcUrls).flatMap((urls) => urls.split(' ').map((url) => new URL(url).host))
  const known = new Set(hostsOf(before))
  return [...new Set(hostsOf(after))].filter((host) => !known.has(host))
}
