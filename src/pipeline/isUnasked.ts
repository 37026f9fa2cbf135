import { computeOwnerTransactions } from '../accounting/computeOwnerTransactions'
import type { ChainConfig } from '../domain/chainConfig'
import type { Pool } from '../domain/pool'
import type { Address } from '../domain/primitives'
import { findPoolHistories } from './loadOwnerBooks'
import type { OwnerBooks } from './loadOwnerBooks'

/**
 * Whether an owner's positions in a pool look like spam: somebody else made every transaction that ever touched them, without any part
 * of the owner (see `isByStranger`), and the pool holds a token that is none of the chain's pinned ones, so that whoever made the token
 * can make any figure of it up.
 *
 * Decided by receipts and addresses alone, never by what a token says of itself. Where a receipt or an earlier part of the history is
 * missing, the answer is no.
 */
export function isUnasked(config: ChainConfig, pool: Pool, books: OwnerBooks): boolean {
  const histories = findPoolHistories(books.histories, pool)
  if (histories.some(({ opening, missing = [] }) => opening !== undefined || missing.length > 0)) return false
  if (isOfPinnedTokens(config, pool)) return false
  const transactions = computeOwnerTransactions(histories, books.owner)
  return transactions.length > 0 && transactions.every(({ transactionHash }) => books.byStrangers.has(transactionHash))
}

/** Whether both tokens of a pool are among those that Minnow knows by their addresses. Pure. */
export function isOfPinnedTokens(config: ChainConfig, { token0, token1 }: Pool): boolean {
  const pinned = listPinnedTokens(config)
  return [token0, token1].every(({ address }) => pinned.has(address.toLowerCase()))
}

function listPinnedTokens({ wrappedNative, stablecoins, feeds }: ChainConfig): ReadonlySet<string> {
  const addresses: readonly Address[] = [
    wrappedNative.address,
    ...stablecoins.map(({ address }) => address),
    ...feeds.flatMap(({ tokens }) => tokens),
  ]
  return new Set(addresses.map((address) => address.toLowerCase()))
}
