import { createConfig, injected } from '@wagmi/core'
import type { Config, CreateConnectorFn } from '@wagmi/core'
import type { Chain } from 'viem'
import type { ChainConfig } from '../../domain/chainConfig'
import { UnexpectedError } from '../../errors'
import { createWalletStorage } from './createWalletStorage'
import { guardWallet } from './walletGuard'
import type { AnnouncedWallet } from './watchAnnouncedWallets'
import { watchAnnouncedWallets } from './watchAnnouncedWallets'

/** Wallets announce themselves at once; one that has not done so by then is of the older kind. Milliseconds. */
const legacyWalletAfterMs = 400

export interface WalletConfig {
  /** For wagmi's actions: `connect`, `disconnect`, `watchConnection`, `watchConnectors`. Its connectors are guarded. */
  readonly config: Config
  /** Ends the search for wallets. */
  stop(): void
}

function formatChain(chain: ChainConfig): Chain {
  return {
    id: chain.chainId,
    name: chain.name,
    nativeCurrency: { name: chain.nativeSymbol, symbol: chain.nativeSymbol, decimals: 18 },
    // Wallets are asked who they are; chains are read elsewhere.
    rpcUrls: { default: { http: [] } },
  }
}

/** wagmi's injected connector around a guarded wallet, without the means to switch its chain. */
function createGuardedConnector({ id, name, icon, wallet }: AnnouncedWallet): CreateConnectorFn {
  const target = { id, name, icon: icon ?? undefined, provider: wallet as never }
  return (config) => {
    const connector = injected({ target })(config)
    delete connector.switchChain
    return connector
  }
}

/** The older `window.ethereum`, for browsers in which no wallet announces itself. */
function readLegacyWallet(): AnnouncedWallet | null {
  try {
    const provider = (window as { readonly ethereum?: unknown }).ethereum
    if (typeof provider !== 'object' || provider === null) return null
    return { id: 'injected', name: 'Browser wallet', icon: null, wallet: guardWallet(provider) }
  } catch {
    return null
  }
}

/**
 * Sets up wallet connection for the main thread: every wallet in this browser as a connector whose provider is behind
 * the guard, named by itself (cleaned), in the order in which they announce themselves.
 *
 * wagmi's own discovery is off because it hands out raw providers. `config.connectors` grows as wallets come;
 * `window.ethereum` is offered only where none announces itself. Reads of chains do not go through this.
 */
export function createWalletConfig(chains: readonly [ChainConfig, ...ChainConfig[]]): WalletConfig {
  const [first, ...others] = chains
  const config: Config = createConfig({
    chains: [formatChain(first), ...others.map(formatChain)],
    connectors: [],
    multiInjectedProviderDiscovery: false,
    syncConnectedChain: false,
    storage: createWalletStorage(),
    client: () => {
      throw new UnexpectedError('The main thread does not read chains.')
    },
  })

  const offer = (wallet: AnnouncedWallet) => {
    const connector = config._internal.connectors.setup(createGuardedConnector(wallet))
    config._internal.connectors.setState((connectors) => [...connectors, connector])
  }
  const offerLegacyWallet = () => {
    const legacy = config.connectors.length === 0 ? readLegacyWallet() : null
    if (legacy) offer(legacy)
  }
  const removeUnusedLegacyWallet = () => {
    config._internal.connectors.setState((connectors) =>
      connectors.filter(({ id, uid }) => id !== 'injected' || config.state.connections.has(uid)),
    )
  }

  const stopWatching = watchAnnouncedWallets((wallet) => {
    removeUnusedLegacyWallet()
    offer(wallet)
  })
  const timer = setTimeout(offerLegacyWallet, legacyWalletAfterMs)
  window.addEventListener('ethereum#initialized', offerLegacyWallet, { once: true })
  return {
    config,
    stop() {
      clearTimeout(timer)
      window.removeEventListener('ethereum#initialized', offerLegacyWallet)
      stopWatching()
    },
  }
}
