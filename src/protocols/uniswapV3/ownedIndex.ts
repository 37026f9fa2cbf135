import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Address } from '../../domain/primitives'
import { positionManagerAbi } from './abi'
import { fetchCallGroups } from './fetchCallGroups'

/** An address with more is no person's wallet, and reading it all would take hours on a public endpoint. */
export const MAX_POSITIONS = 10_000

/** How many NFTs the owner holds; `null` when the position manager does not answer. */
export async function fetchBalance(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  owner: Address,
  blockNumber: number,
): Promise<number | null> {
  const call = contractCall(positionManagerAbi, positionManager, 'balanceOf', [owner])
  const [balance] = await fetchContracts(client, [call], blockNumber)
  return balance.ok ? Number(balance.value) : null
}

/** The owner's NFTs as the position manager's own index lists them. */
export async function fetchIndex(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  owner: Address,
  balance: number | null,
  blockNumber: number,
): Promise<readonly bigint[]> {
  const count = Math.min(balance ?? 0, MAX_POSITIONS)
  const answers = await fetchCallGroups(
    client,
    Array.from({ length: count }, (_, index) => BigInt(index)),
    (index) => [contractCall(positionManagerAbi, positionManager, 'tokenOfOwnerByIndex', [owner, index])],
    blockNumber,
  )
  return answers.flatMap(([answer]) => (answer.ok ? [answer.value] : []))
}
