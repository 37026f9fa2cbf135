import { zeroAddress } from 'viem'
import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Position } from '../../domain/position'
import type { Address, Pair } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { poolAbi, positionManagerAbi, stakerAbi } from './abi'
import { computePositionKey } from './computePositionKey'
import { fetchCallGroups } from './fetchCallGroups'

/** A position's books at the end of a block, as the contract that keeps them has written them last. */
export interface PositionNow {
  readonly liquidity: bigint
  /** Principal and fees together. */
  readonly tokensOwed: Pair
  /** Who holds the NFT; `null` for direct liquidity, and for an NFT that does not exist. */
  readonly holder: Address | null
  /** Who deposited it in the farm that holds it; `null` where no farm does, or where the farm knows of no depositor. */
  readonly depositor: Address | null
}

/**
 * Reads the books and holders of positions at the end of a block, in the order of `positions`; one that does not exist has nothing in it.
 *
 * Reads the position manager or the pools in one multicall, and the farms for NFTs that they hold in another.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 */
export async function fetchPositionsNow(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  blockNumber: number,
): Promise<readonly PositionNow[]> {
  const direct = positions.filter(({ kind }) => kind === 'direct')
  const nfts = positions.filter(({ kind }) => kind === 'nft')
  const [nftBooks, directBooks] = await Promise.all([
    fetchNftBooks(client, deployment, nfts, blockNumber),
    fetchDirectBooks(client, direct, blockNumber),
  ])
  const byId = new Map([...nftBooks, ...directBooks])
  return positions.map(({ id }) => byId.get(id) as PositionNow)
}

const NOTHING: PositionNow = { liquidity: 0n, tokensOwed: [0n, 0n], holder: null, depositor: null }

async function fetchNftBooks(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  nfts: readonly Position[],
  blockNumber: number,
): Promise<readonly (readonly [string, PositionNow])[]> {
  const { positionManager, stakers } = deployment
  const answers = await fetchCallGroups(
    client,
    nfts,
    ({ id }) => [
      contractCall(positionManagerAbi, positionManager, 'positions', [BigInt(id)]),
      contractCall(positionManagerAbi, positionManager, 'ownerOf', [BigInt(id)]),
    ],
    blockNumber,
  )
  const books = nfts.map(({ id }, index): readonly [string, PositionNow] => {
    const [position, holder] = answers[index] ?? []
    if (position?.ok !== true) return [id, NOTHING]
    const [, , , , , , , liquidity, , , owed0, owed1] = position.value
    const held = holder?.ok === true ? holder.value : null
    return [id, { liquidity, tokensOwed: [owed0, owed1], holder: held, depositor: null }]
  })
  const farmed = books.flatMap(([id, { holder }]) => {
    const farm = stakers.find((staker) => holder !== null && isSameAddress(staker, holder))
    return farm === undefined ? [] : [{ id, farm }]
  })
  const depositors = await fetchDepositors(client, farmed, blockNumber)
  return books.map(([id, now]) => [id, { ...now, depositor: depositors.get(id) ?? null }])
}

/** Who deposited NFTs in farms, by id; one that the farm knows no depositor of is absent. */
async function fetchDepositors(
  client: ChainClient,
  farmed: readonly { readonly id: string; readonly farm: Address }[],
  blockNumber: number,
): Promise<ReadonlyMap<string, Address>> {
  const answers = await fetchContracts(
    client,
    farmed.map(({ id, farm }) => contractCall(stakerAbi, farm, 'deposits', [BigInt(id)])),
    blockNumber,
  )
  return new Map(
    farmed.flatMap(({ id }, index) => {
      const answer = answers[index]
      return answer?.ok === true && answer.value[0] !== zeroAddress ? [[id, answer.value[0]] as const] : []
    }),
  )
}

async function fetchDirectBooks(
  client: ChainClient,
  positions: readonly Position[],
  blockNumber: number,
): Promise<readonly (readonly [string, PositionNow])[]> {
  const answers = await fetchContracts(
    client,
    positions.map((position) => contractCall(poolAbi, position.pool, 'positions', [computePositionKey(position)])),
    blockNumber,
  )
  return positions.map(({ id }, index) => {
    const answer = answers[index]
    if (answer?.ok !== true) return [id, NOTHING]
    const [liquidity, , , owed0, owed1] = answer.value
    return [id, { ...NOTHING, liquidity, tokensOwed: [owed0, owed1] }]
  })
}
