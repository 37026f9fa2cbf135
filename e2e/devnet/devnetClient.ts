import { createTestClient, http, publicActions, walletActions } from 'viem'
import type { Hex } from 'viem'
import { base, mainnet } from 'viem/chains'

const chains = { [mainnet.id]: mainnet, [base.id]: base } as const

export type DevnetChainId = keyof typeof chains

/** viem's test, public and wallet actions on one replica. Every address may be the sender of a transaction. */
export type DevnetClient = ReturnType<typeof createDevnetClient>

/** Creates the client of a replica. Blocks are mined on demand only: `client.mine`, or a `Story`. */
export function createDevnetClient(rpcUrl: string, chainId: DevnetChainId) {
  return createTestClient({
    mode: 'anvil',
    chain: chains[chainId],
    transport: http(rpcUrl, { retryCount: 0, timeout: 120_000 }),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
}

/** One JSON-RPC request in viem's way, for methods and speed that its actions don't have. */
export function requestRaw<T>(client: DevnetClient, method: string, params: readonly unknown[] = []): Promise<T> {
  return client.request({ method, params } as never) as Promise<T>
}

/** A number as JSON-RPC writes quantities. */
export function formatQuantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`
}
