import { getAddress } from 'viem'
import type { ChainClient } from '../../chain/chainClient'
import type { ContractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { Token } from '../../domain/pool'
import type { Address, Hex } from '../../domain/primitives'
import { parseTokenDecimals } from './parseTokenDecimals'
import { parseTokenSymbol } from './parseTokenSymbol'

/** Function selectors of ERC-20 metadata. Answers are taken as raw bytes: tokens don't agree on their type. */
const symbolSelector: Hex = '0x95d89b41'
const decimalsSelector: Hex = '0x313ce567'

/**
 * Reads symbol and decimals of tokens, whatever they answer. Keys of the result are lower-case addresses.
 *
 * Reads `symbol()` and `decimals()` of each by multicall at the end of `blockNumber`.
 */
export async function fetchTokens(
  client: ChainClient,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<ReadonlyMap<string, Token>> {
  const distinct = [...new Set(addresses.map((address) => address.toLowerCase() as Address))]
  const answers = await fetchContracts(
    client,
    distinct.flatMap((address) => [
      rawCall(address, 'symbol', symbolSelector),
      rawCall(address, 'decimals', decimalsSelector),
    ]),
    blockNumber,
  )
  const readAnswer = (index: number): Hex | null => {
    const answer = answers[index]
    return answer?.ok === true ? answer.value : null
  }
  return new Map(
    distinct.map((key, index) => {
      const address = getAddress(key)
      const symbol = parseTokenSymbol(readAnswer(index * 2), address)
      return [key, { address, symbol, decimals: parseTokenDecimals(readAnswer(index * 2 + 1)) }]
    }),
  )
}

function rawCall(address: Address, functionName: string, data: Hex): ContractCall<Hex> {
  return { address, functionName, data, decode: (answer) => answer }
}
