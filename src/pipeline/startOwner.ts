import type { ChainClient } from '../chain/chainClient'
import type { ProtocolAdapter } from '../protocols/adapter'
import { loadOwnerBooks } from './loadOwnerBooks'
import type { OwnerBooksInput } from './loadOwnerBooks'
import type { Owner } from './loadOwnerResult'

interface OwnerInput extends Omit<OwnerBooksInput, 'approvals'> {
  /** `false` for figures that are shown before approvals are read: whoever shows them says that they lack these. @default true */
  readonly withApprovals?: boolean
}

/** Starts to read an owner's approvals and books. Whoever waits for them gets what they fail with; until then it is not unhandled. */
export function startOwner(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { withApprovals = true, ...input }: OwnerInput,
): Owner {
  const { owner, histories, pools, range } = input
  const approvals = withApprovals ? adapter.approvals(client, owner, pools, range) : Promise.resolve([])
  const books = loadOwnerBooks(client, adapter, { ...input, approvals })
  for (const reading of [approvals, books]) reading.catch(() => undefined)
  return { owner, histories, approvals, books }
}
