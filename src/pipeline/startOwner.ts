import type { ChainClient } from '../chain/chainClient'
import type { ProtocolAdapter } from '../protocols/adapter'
import { loadOwnerBooks } from './loadOwnerBooks'
import type { OwnerBooksInput } from './loadOwnerBooks'
import type { Owner } from './loadOwnerResult'

/** Starts to read an owner's approvals and books. Whoever waits for them gets what they fail with; until then it is not unhandled. */
export function startOwner(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: Omit<OwnerBooksInput, 'approvals'>,
): Owner {
  const { owner, histories, pools, range } = input
  const approvals = adapter.approvals(client, owner, pools, range)
  const books = loadOwnerBooks(client, adapter, { ...input, approvals })
  for (const reading of [approvals, books]) reading.catch(() => undefined)
  return { owner, histories, approvals, books }
}
