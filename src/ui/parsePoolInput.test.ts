import { describe, expect, it } from 'vitest'
import { parsePoolInput } from './parsePoolInput'

const usdc = { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', symbol: 'USDC' } as const
const weth = { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', symbol: 'WETH' } as const
const pool = '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'
const read = (first: string, second = '', feePpm = 500) => parsePoolInput({ first, second, feePpm }, [usdc, weth])

describe('parsePoolInput', () => {
  it('a pool by its address, in any letter case that fits', () => {
    expect(read(` ${pool} `)).toEqual({ pool })
    expect(read(pool.toLowerCase())).toEqual({ pool })
  })

  it('two tokens by symbol or address, in any order', () => {
    expect(read('weth', 'USDC')).toEqual({ tokens: [weth.address, usdc.address], feePpm: 500 })
    expect(read(usdc.address.toLowerCase(), 'weth', 3000)).toEqual({
      tokens: [usdc.address, weth.address],
      feePpm: 3000,
    })
  })

  it.each([
    ['', '', 'Type the address of a pool, or two tokens.'],
    ['usdc', '', 'A pool has two tokens: which one besides USDC?'],
    ['nonsense', '', 'neither an address'],
    ['usdc', 'PEPE', 'does not know a token by the symbol “PEPE”'],
    ['usdc', usdc.address, 'Both are the same token'],
  ])('error: “%s” and “%s” get a sentence', (first, second, sentence) => {
    expect(() => read(first, second)).toThrow(sentence)
  })

  it('error: a wrong checksum is named as such', () => {
    expect(() => read(pool.replace('88e6A0', '88e6a0'))).toThrow('checksum')
    expect(() => read('usdc', weth.address.replace('C02aaA', 'C02AaA'))).toThrow('checksum')
  })
})
