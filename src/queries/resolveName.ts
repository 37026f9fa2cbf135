import type { Address } from '../domain/primitives'
import type { ChainAccess } from '../domain/request'
import { workerClient } from './workerClient'

/** Looks an ENS name up; rejects with `UnknownEnsNameError` when no address is set for it. */
export function resolveName(access: ChainAccess, ensName: string, signal: AbortSignal): Promise<Address> {
  return workerClient.resolveName(access, ensName, signal)
}
