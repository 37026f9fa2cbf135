import { queryOptions } from '@tanstack/svelte-query'
import type { CacheState } from '../domain/cacheState'
import type { AppError } from '../errors'
import { workerClient } from './workerClient'

/** How much is kept of the chains in this browser, counted anew each time somebody looks. */
export function cacheStateOptions() {
  return queryOptions<CacheState, AppError>({
    queryKey: ['cacheState'],
    queryFn: () => workerClient.cacheSize(),
    staleTime: 0,
    retry: false,
    networkMode: 'always',
    refetchOnWindowFocus: false,
  })
}

/** Forgets what is kept of the chains. */
export function clearCache(): Promise<void> {
  return workerClient.clearCache()
}
