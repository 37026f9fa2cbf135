import type { Address } from '../domain/primitives'
import type { ChainClient } from './chainClient'
import { fetchCodeKinds } from './fetchCodeKinds'
import type { CodeKind } from './codeKind'
import { memoised } from './memoised'

/** Addresses of several callers at one block, collected until the current task of the event loop is done. */
interface Batch {
  readonly addresses: Set<Address>
  readonly kinds: Promise<ReadonlyMap<Address, CodeKind>>
}

const openBatches = new WeakMap<ChainClient, Map<number, Batch>>()

async function fetchAll(
  client: ChainClient,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<ReadonlyMap<Address, CodeKind>> {
  const isAhead = client.ahead?.blockNumber === blockNumber
  const known = isAhead ? await client.ahead.askCode(addresses) : new Map<Address, CodeKind>()
  const missing = addresses.filter((address) => !known.has(address))
  const kinds = await fetchCodeKinds(client, missing, blockNumber)
  return new Map([...known, ...missing.map((address, index) => [address, kinds[index] as CodeKind] as const)])
}

function openBatch(client: ChainClient, blockNumber: number): Batch {
  let batches = openBatches.get(client)
  if (!batches) openBatches.set(client, (batches = new Map()))
  const open = batches.get(blockNumber)
  if (open) return open
  const addresses = new Set<Address>()
  const kinds = new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
    openBatches.get(client)?.delete(blockNumber)
    return fetchAll(client, [...addresses], blockNumber)
  })
  const batch = { addresses, kinds }
  batches.set(blockNumber, batch)
  return batch
}

async function fetchOne(client: ChainClient, address: Address, blockNumber: number): Promise<boolean> {
  const batch = openBatch(client, blockNumber)
  batch.addresses.add(address)
  return (await batch.kinds).get(address) === 'contract'
}

/**
 * Tells contracts from accounts at the end of a block. Keys of the result are lower-case addresses. Delegated code (EIP-7702) makes no
 * contract.
 *
 * Reads what `fetchCodeKinds` reads, each address once per client, shared with whoever else asks at that block at the same moment.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchIsContract(
  client: ChainClient,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<ReadonlyMap<Address, boolean>> {
  const distinct = [...new Set(addresses.map((address) => address.toLowerCase() as Address))]
  const answers = await Promise.all(
    distinct.map((address) =>
      memoised(client, 'fetchIsContract', `${address}@${blockNumber}`, () => fetchOne(client, address, blockNumber)),
    ),
  )
  return new Map(distinct.map((address, index) => [address, answers[index] as boolean]))
}
