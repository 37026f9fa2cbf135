import type { ChainAccess } from '../domain/request'
import type { CompareRoute, WalletRoute } from '../routes'
import { findKnownChain } from '../state/knownChains'
import { session } from '../state/session.svelte'
import { settings } from '../state/settings.svelte'

/** The chains that a screen reads, with the endpoints of the settings; those that Minnow does not know are left out. */
export function chainsOf(route: WalletRoute | CompareRoute): readonly ChainAccess[] {
  const named = route.screen === 'compare' ? [route.chainId] : route.chains
  const chains = named?.map(findKnownChain).filter((chain) => chain !== undefined) ?? settings.shownChains
  const walletChainId = session.connection?.chainId ?? null
  return chains.map((chain) => settings.accessOf(chain, walletChainId))
}
