import { POOL_SHELF } from '../config/poolShelf'
import type { ChainConfig, PinnedToken } from '../domain/chainConfig'

/** The tokens of a chain that can be named by their symbol: those that Minnow pins by address. */
export function listNamedTokens({
  chainId,
  wrappedNative,
  stablecoins,
}: Pick<ChainConfig, 'chainId' | 'wrappedNative' | 'stablecoins'>): readonly PinnedToken[] {
  const shelved = POOL_SHELF.filter((pool) => pool.chainId === chainId).flatMap(({ tokens }) => tokens)
  const all = [wrappedNative, ...stablecoins, ...shelved]
  return [...new Map(all.map((token) => [token.address.toLowerCase(), token])).values()]
}
