import { describe, expect, it } from 'vitest'
import { AddressChecksumError, InvalidAddressError } from '../errors'
import { parseAddressInput } from './parseAddressInput'

const address = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'

describe('parseAddressInput', () => {
  it('default: an address in any case that can be right, with its checksum', () => {
    for (const text of [address, ` ${address}\n`, address.toLowerCase()]) {
      expect(parseAddressInput(text)).toEqual({ kind: 'address', address })
    }
  })

  it('default: a name', () => {
    expect(parseAddressInput(' vitalik.eth ')).toEqual({ kind: 'ensName', ensName: 'vitalik.eth' })
    expect(parseAddressInput('ü.example.com')).toEqual({ kind: 'ensName', ensName: 'ü.example.com' })
  })

  it.each(['', '0x', 'vitalik', `${address}0`, address.slice(0, -1), 'https://a.eth/x', 'a b.eth', '.eth', 'a..eth'])(
    'error: %j is neither',
    (text) => {
      expect(() => parseAddressInput(text)).toThrow(InvalidAddressError)
    },
  )

  it('error: letter case that contradicts the checksum', () => {
    expect(() => parseAddressInput(address.replace('d8dA', 'D8dA'))).toThrow(AddressChecksumError)
  })
})
