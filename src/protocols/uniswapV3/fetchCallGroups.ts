import type { ChainClient } from '../../chain/chainClient'
import type { CallResult, ContractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'

type GroupAnswers<T extends readonly ContractCall<unknown>[]> = {
  readonly [K in keyof T]: T[K] extends ContractCall<infer V> ? CallResult<V> : never
}

/**
 * Reads the same calls for each of many things, all in one multicall at the end of `blockNumber`.
 *
 * @returns one group of answers for each item, in the items' order, its answers in the order of `callsOf`.
 */
export async function fetchCallGroups<Item, const T extends readonly ContractCall<unknown>[]>(
  client: ChainClient,
  items: readonly Item[],
  callsOf: (item: Item) => T,
  blockNumber: number,
): Promise<readonly GroupAnswers<T>[]> {
  const groups = items.map(callsOf)
  const answers: readonly CallResult<unknown>[] = await fetchContracts(client, groups.flat(), blockNumber)
  let start = 0
  return groups.map((group) => {
    const groupAnswers = answers.slice(start, start + group.length)
    start += group.length
    return groupAnswers as unknown as GroupAnswers<T>
  })
}
