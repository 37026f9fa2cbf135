import { getAddress, isAddress } from 'viem/utils'
import type { PinnedToken } from '../domain/chainConfig'
import type { Address } from '../domain/primitives'
import type { PoolName } from '../domain/request'
import { AddressChecksumError, InvalidPoolNameError } from '../errors'

/** What a person typed to name a pool. */
export interface PoolInput {
  /** A pool's address, or a token: its symbol or its address. */
  readonly first: string
  /** The other token; empty where the first is a pool. */
  readonly second: string
  readonly feePpm: number
}

/**
 * Reads a pool's name. Symbols are looked up among `tokens` only: on a chain anybody can give a token any symbol.
 *
 * @throws InvalidPoolNameError with a sentence on what is wrong, AddressChecksumError when letter case contradicts EIP-55.
 */
export function parsePoolInput({ first, second, feePpm }: PoolInput, tokens: readonly PinnedToken[]): PoolName {
  const [one, other] = [first.trim(), second.trim()]
  if (one === '') throw new InvalidPoolNameError('Type the address of a pool, or two tokens.')
  if (other === '') {
    if (isAddress(one, { strict: false })) return { pool: parseAddress(one) }
    throw new InvalidPoolNameError(
      findToken(one, tokens) === undefined
        ? 'This is neither an address (0x and 40 hexadecimal digits) nor a token that Minnow knows by its symbol.'
        : `A pool has two tokens: which one besides ${one.toUpperCase()}?`,
    )
  }
  const pair = [parseToken(one, tokens), parseToken(other, tokens)] as const
  if (pair[0].toLowerCase() === pair[1].toLowerCase()) {
    throw new InvalidPoolNameError('Both are the same token, and a pool has two.')
  }
  return { tokens: pair, feePpm }
}

function parseToken(text: string, tokens: readonly PinnedToken[]): Address {
  if (isAddress(text, { strict: false })) return parseAddress(text)
  const token = findToken(text, tokens)
  if (token !== undefined) return token.address
  const known = [...new Set(tokens.map(({ symbol }) => symbol))].join(', ')
  throw new InvalidPoolNameError(
    `Minnow does not know a token by the symbol “${text.slice(0, 24)}” on this chain. It knows ${known}; any other by its address.`,
  )
}

function findToken(text: string, tokens: readonly PinnedToken[]): PinnedToken | undefined {
  return tokens.find(({ symbol }) => symbol.toLowerCase() === text.toLowerCase())
}

function parseAddress(text: string): Address {
  if (!isAddress(text)) throw new AddressChecksumError(text)
  return getAddress(text)
}
