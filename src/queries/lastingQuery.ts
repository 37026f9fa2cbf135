import { hashFn } from '@wagmi/core/query'

/** How a report is kept: for as long as the page is open, and read anew only when asked to. Leaving the screen stops the work. */
export const lastingQuery = {
  queryKeyHashFn: hashFn,
  staleTime: Infinity,
  gcTime: 30 * 60_000,
  retry: false,
  structuralSharing: false,
  // A person's own node answers without the internet.
  networkMode: 'always',
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const
