import { connect, disconnect, getConnection, watchConnection, watchConnectors } from '@wagmi/core'
import { createWalletConfig } from '../chain/wallet/createWalletConfig'
import { reconnectWallet } from '../chain/wallet/reconnectWallet'
import type { GuardedWallet } from '../chain/wallet/walletGuard'
import { CHAINS } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'
import type { Address } from '../domain/primitives'
import { WalletConnectionError } from '../errors'

/** A wallet that can be connected, as it is shown. */
export interface WalletChoice {
  readonly id: string
  readonly name: string
  readonly icon: string | null
}

/** The connected wallet. */
export interface WalletConnection {
  readonly address: Address
  readonly chainId: number
  readonly walletName: string
}

export interface WalletObserver {
  readonly onWallets: (wallets: readonly WalletChoice[]) => void
  /** `null` once there is none. */
  readonly onConnection: (connection: WalletConnection | null) => void
}

export interface Wallets {
  /** Connects again to the wallet of the last visit, without a prompt. */
  reconnect(): Promise<void>
  /** Asks a wallet which account to look at. Rejects with `WalletConnectionError`. */
  connect(id: string): Promise<void>
  disconnect(): Promise<void>
  /** Passes a read on to the connected wallet, behind its guard. */
  read(chainId: number, method: string, params: readonly unknown[]): Promise<unknown>
}

function formatConnectionError(error: unknown, name: string): WalletConnectionError {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  const options = { cause: error, details: typeof message === 'string' ? message.slice(0, 300) : undefined }
  if (code === 4001) return new WalletConnectionError(`${name} was not connected: the request was declined.`)
  if (code === -32_002) {
    return new WalletConnectionError(`${name} is already asking. Open it and answer there.`)
  }
  return new WalletConnectionError(`${name} did not connect.`, options)
}

/** Finds the wallets of this browser and follows the connected one. Loaded apart from the first screen. */
export function openWallets({ onWallets, onConnection }: WalletObserver): Wallets {
  const [first, ...others] = CHAINS as readonly [ChainConfig, ...ChainConfig[]]
  const { config } = createWalletConfig([first, ...others])

  const announceWallets = () =>
    onWallets(config.connectors.map(({ uid, name, icon }) => ({ id: uid, name, icon: icon ?? null })))
  const announceConnection = ({ address, chainId, connector, status }: ReturnType<typeof getConnection>) => {
    const isUsable = status === 'connected' && address !== undefined && chainId !== undefined
    onConnection(isUsable ? { address, chainId, walletName: connector?.name ?? 'Wallet' } : null)
  }
  watchConnectors(config, { onChange: announceWallets })
  watchConnection(config, { onChange: announceConnection })
  announceWallets()

  return {
    async reconnect() {
      await reconnectWallet(config)
    },
    async connect(id) {
      const connector = config.connectors.find(({ uid }) => uid === id)
      if (!connector) throw new WalletConnectionError('This wallet is no longer there.')
      try {
        await connect(config, { connector })
      } catch (error) {
        throw formatConnectionError(error, connector.name)
      }
    },
    async disconnect() {
      await disconnect(config)
    },
    async read(chainId, method, params) {
      const { connector, chainId: actual } = getConnection(config)
      if (!connector) throw new WalletConnectionError('No wallet is connected.')
      if (actual !== chainId) throw new WalletConnectionError(`The wallet is on another chain (${actual}).`)
      const provider = (await connector.getProvider()) as GuardedWallet
      return provider.request({ method, params })
    },
  }
}
