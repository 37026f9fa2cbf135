import type { ChainAccess, PoolName, PoolPlace } from '../domain/request'
import { workerClient } from './workerClient'

/** Looks whether a pool exists; rejects with `UnknownPoolError` when it does not. */
export function locatePool(access: ChainAccess, name: PoolName, signal: AbortSignal): Promise<PoolPlace> {
  return workerClient.locatePool(access, name, signal)
}
