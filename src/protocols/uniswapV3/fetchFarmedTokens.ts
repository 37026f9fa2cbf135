import { zeroAddress } from 'viem'
import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import { memoised } from '../../chain/memoised'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Address } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { stakerAbi } from './abi'
import { fetchHeldTokens } from './fetchHeldTokens'

/**
 * Finds the NFTs in the known farms that some owners deposited, at the end of a block: by what the farms hold and whose each of it is.
 * `isComplete` is `false` where a farm holds too many to be looked through.
 *
 * Reads three rounds of calls.
 */
export async function fetchFarmedTokens(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owners: readonly Address[],
  blockNumber: number,
): Promise<{ readonly tokenIds: readonly bigint[]; readonly isComplete: boolean }> {
  const { stakers } = deployment
  const { tokenIds, incomplete } = await fetchHeldTokens(client, deployment, stakers, blockNumber)
  const calls = tokenIds.flatMap((tokenId) =>
    stakers.map((farm) => ({ tokenId, call: contractCall(stakerAbi, farm, 'deposits', [tokenId]) })),
  )
  const answers = await fetchContracts(
    client,
    calls.map(({ call }) => call),
    blockNumber,
  )
  const own = calls.flatMap(({ tokenId }, index) => {
    const answer = answers[index]
    const depositor = answer?.ok === true ? answer.value[0] : zeroAddress
    return owners.some((owner) => isSameAddress(owner, depositor)) ? [tokenId] : []
  })
  return { tokenIds: own, isComplete: incomplete.length === 0 }
}

/** The NFTs in the known farms that one owner deposited, read once per client; `null` where not all of them can be found. */
export function fetchFarmed(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  blockNumber: number,
): Promise<readonly bigint[] | null> {
  const key = [deployment.positionManager, owner, blockNumber].join().toLowerCase()
  return memoised(client, 'fetchFarmed', key, async () => {
    const { tokenIds, isComplete } = await fetchFarmedTokens(client, deployment, [owner], blockNumber)
    return isComplete ? tokenIds : null
  })
}
