import type { ChainClient } from '../../chain/chainClient'
import type { CallResult, ContractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'

type GroupAnswers<T extends readonly ContractCall<unknown>[]> = {
  readonly [K in keyof T]: T[K] extends ContractCall<infer V> ? CallResult<V> : never
}

/**
 * Reads the same calls for each of many things, all in one multicall: one group of calls for each thing, and one group of
 * answers for each in the same order.
 */
export async function fetchCallGroups<const T extends readonly ContractCall<unknown>[]>(
  client: ChainClient,
  groups: readonly T[],
  blockNumber: number,
): Promise<readonly GroupAnswers<T>[]> {
  const answers: readonly CallResult<unknown>[] = await fetchContracts(client, groups.flat(), blockNumber)
  let start = 0
  return groups.map((group) => {
    const end = start + group.length
    const groupAnswers = answers.slice(start, end)
    start = end
    return groupAnswers as unknown as GroupAnswers<T>
  })
}
