import { reconnect, watchConnectors } from '@wagmi/core'
import type { Config, Connector } from '@wagmi/core'

/** Extensions announce themselves soon after the page loads. Milliseconds. */
const patienceMs = 2_000

function waitForConnector(config: Config, id: string): Promise<Connector | null> {
  const find = () => config.connectors.find((connector) => connector.id === id) ?? null
  const present = find()
  if (present) return Promise.resolve(present)
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      stopWatching()
      resolve(find())
    }
    const timer = setTimeout(finish, patienceMs)
    const stopWatching = watchConnectors(config, { onChange: () => find() && finish() })
  })
}

/**
 * Connects again to the wallet that was used last, when it is still there and still lets this page see its accounts.
 * It never opens a prompt, and asks no other wallet. Resolves to whether a wallet is connected.
 */
export async function reconnectWallet(config: Config): Promise<boolean> {
  const id = await config.storage?.getItem('recentConnectorId')
  if (typeof id !== 'string') return false
  const connector = await waitForConnector(config, id)
  if (connector === null) return false
  const connections = await reconnect(config, { connectors: [connector] })
  return connections.length > 0
}
