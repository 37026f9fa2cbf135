import { getAddress, isAddress } from 'viem/utils'
import type { Address } from '../domain/primitives'
import { AddressChecksumError, InvalidAddressError } from '../errors'

/** What a person typed into the address field. */
export type AddressInput =
  { readonly kind: 'address'; readonly address: Address } | { readonly kind: 'ensName'; readonly ensName: string }

/**
 * Reads an address or a name. Names are only told from typing errors here; whether one exists is asked on chain.
 *
 * @throws InvalidAddressError when it is neither, AddressChecksumError when letter case contradicts EIP-55.
 */
export function parseAddressInput(input: string): AddressInput {
  const text = input.trim()
  if (isAddress(text, { strict: false })) {
    if (!isAddress(text)) throw new AddressChecksumError(text)
    return { kind: 'address', address: getAddress(text) }
  }
  const isName = text.length <= 255 && /^[^\s.]+(\.[^\s.]+)+$/.test(text) && !/[/:@?#]/.test(text)
  if (isName) return { kind: 'ensName', ensName: text }
  throw new InvalidAddressError(text)
}
