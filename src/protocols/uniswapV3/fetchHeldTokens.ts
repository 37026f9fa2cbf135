import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Address } from '../../domain/primitives'
import { positionManagerAbi } from './abi'

/** An owner with more NFTs than this is not looked through. */
const MOST_NFTS = 10_000

/**
 * Finds the NFTs that some addresses hold at the end of a block, by the position manager's own index, and the addresses of which that is not
 * all: they hold too many, or it does not answer.
 *
 * Reads two rounds of calls.
 */
export async function fetchHeldTokens(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  holders: readonly Address[],
  blockNumber: number,
): Promise<{ readonly tokenIds: readonly bigint[]; readonly incomplete: readonly Address[] }> {
  const balances = await fetchContracts(
    client,
    holders.map((holder) => contractCall(positionManagerAbi, positionManager, 'balanceOf', [holder])),
    blockNumber,
  )
  const counts = balances.map((answer) => (answer.ok ? Number(answer.value) : Infinity))
  const isSmall = (index: number) => (counts[index] ?? Infinity) <= MOST_NFTS
  const places = holders.flatMap((holder, index) =>
    Array.from({ length: isSmall(index) ? (counts[index] ?? 0) : 0 }, (_, place) => ({ holder, place })),
  )
  const answers = await fetchContracts(
    client,
    places.map(({ holder, place }) =>
      contractCall(positionManagerAbi, positionManager, 'tokenOfOwnerByIndex', [holder, BigInt(place)]),
    ),
    blockNumber,
  )
  const unanswered = new Set(places.flatMap(({ holder }, index) => (answers[index]?.ok === true ? [] : [holder])))
  return {
    tokenIds: answers.flatMap((answer) => (answer.ok ? [answer.value] : [])),
    incomplete: holders.filter((holder, index) => !isSmall(index) || unanswered.has(holder)),
  }
}
