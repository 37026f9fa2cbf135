import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SettingsFileError } from '../errors'
import {
  defaultSettings,
  formatSettingsFile,
  listNewHosts,
  parseSettings,
  parseSettingsFile,
  type SettingsData,
} from './settingsData'

const chosen: SettingsData = {
  ...defaultSettings,
  theme: 'dark',
  currency: 'ETH',
  rpcUrls: { 1: 'https://rpc.example/secret-key' },
  hiddenChains: [137],
}

describe('parseSettings', () => {
  it('default: keeps what is valid', () => {
    expect(parseSettings(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen)
  })

  it('behavior: takes the default for each part that is not', () => {
    const broken = {
      theme: 'neon',
      currency: 'EUR',
      rpcUrls: { 1: 'javascript:alert(1)', 8453: 7, x: 'https://rpc.example' },
      hiddenChains: ['1', -1, 10],
      viaWallet: 'yes',
      priceService: 'yes',
    }
    expect(parseSettings(broken)).toEqual({ ...defaultSettings, hiddenChains: [10] })
  })

  it('behavior: never throws, whatever was stored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseSettings(value)).toHaveProperty('currency')
      }),
    )
  })
})

describe('settings files', () => {
  it('default: RPC URLs are left out, and stay as they are on import', () => {
    const text = formatSettingsFile(chosen, false)
    expect(text).not.toContain('secret-key')
    const mine = { ...defaultSettings, rpcUrls: { 1: 'https://mine.example/' } }
    expect(parseSettingsFile(text, mine)).toEqual({ ...chosen, rpcUrls: mine.rpcUrls })
  })

  it('behavior: no file switches the price service on, or off', () => {
    const text = formatSettingsFile({ ...chosen, priceService: true }, true)
    expect(text).not.toContain('priceService')
    const crafted = JSON.stringify({ ...JSON.parse(text), priceService: true })
    expect(parseSettingsFile(crafted, defaultSettings).priceService).toBe(false)
    expect(parseSettingsFile(text, { ...defaultSettings, priceService: true }).priceService).toBe(true)
  })

  it('default: with RPC URLs when asked for', () => {
    expect(parseSettingsFile(formatSettingsFile(chosen, true), defaultSettings)).toEqual(chosen)
  })

  it('behavior: names the hosts that a file brings, once each', () => {
    const after = {
      ...chosen,
      rpcUrls: {
        1: 'https://rpc.example/other https://new.example/a',
        8453: 'https://new.example/b http://localhost:8545',
      },
    }
    expect(listNewHosts(chosen, after)).toEqual(['new.example', 'localhost:8545'])
    expect(listNewHosts(after, chosen)).toEqual([])
  })

  it.each(['Dear diary', '[]', '{"format":"minnow.report","version":1}', '{"format":"minnow.settings","version":2}'])(
    'error: %s is refused',
    (text) => {
      expect(() => parseSettingsFile(text, defaultSettings)).toThrow(SettingsFileError)
    },
  )
})
