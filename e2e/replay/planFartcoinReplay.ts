import { encodeFunctionData, maxUint256 } from 'viem'
import type { Address, Hex } from '../../src/domain/primitives'
import { positionManagerAbi, tokenAbi } from '../devnet/abi'
import type { DevnetDeployment } from '../devnet/deployments'
import {
  encodeCollect,
  encodeDecrease,
  encodeIncrease,
  encodeMint,
  encodeTogether,
} from '../devnet/positionManagerCalls'
import type { FartcoinFiles, RecordedAction } from './records/fartcoinFiles'
import { planPriceMove, planTokenMint } from './poolReplay'
import type { PlannedBlock, PlannedTransaction } from './replayBlocks'

/** The replica's NFT of a position: its id and its owner. */
export interface ReplayedNft {
  readonly tokenId: bigint
  readonly owner: Address
}

/** Tokens that each wallet starts with, in base units: more than it ever puts in. */
const funds = { token: 10n ** 33n, wrappedWei: 10n ** 24n } as const

/**
 * The NFTs that the replica will make, by the id of the real one: they count from 1 in the order of minting.
 * A position belongs to the sender of the transaction that minted it.
 */
export function planNfts(actions: readonly RecordedAction[]): ReadonlyMap<string, ReplayedNft> {
  const nfts = new Map<string, ReplayedNft>()
  for (const { type, tokenId, from } of actions) {
    if (type === 'increase' && !nfts.has(tokenId)) nfts.set(tokenId, { tokenId: BigInt(nfts.size + 1), owner: from })
  }
  return nfts
}

/** What wallets need before they act: tokens, approvals, and leave for those who act on somebody else's position. */
export function planWallets(
  { actions, token0 }: FartcoinFiles,
  nfts: ReadonlyMap<string, ReplayedNft>,
  { positionManager, weth }: DevnetDeployment,
): PlannedBlock {
  const depositors = new Set(actions.filter(({ type }) => type === 'increase').map(({ from }) => from))
  const approve = encodeFunctionData({ abi: tokenAbi, functionName: 'approve', args: [positionManager, maxUint256] })
  const wrap = encodeFunctionData({ abi: tokenAbi, functionName: 'deposit' })
  const operators = new Map<string, PlannedTransaction>()
  for (const { from: operator, tokenId } of actions) {
    const owner = ownerOf(nfts, tokenId)
    if (owner === operator) continue
    const data = encodeFunctionData({
      abi: positionManagerAbi,
      functionName: 'setApprovalForAll',
      args: [operator, true],
    })
    operators.set(`${owner} ${operator}`, { from: owner, to: positionManager, data })
  }
  return {
    timestamp: null,
    transactions: [
      ...[...depositors].flatMap((from) => [
        planTokenMint(token0, from, funds.token),
        { from, to: weth.address, data: wrap, value: funds.wrappedWei },
        { from, to: token0, data: approve },
        { from, to: weth.address, data: approve },
      ]),
      ...operators.values(),
    ],
  }
}

/**
 * One block for each real transaction, at its time. In it the price moves before each action that needs it to, and a collect goes
 * together with the action before it.
 *
 * @param prices the pool's price at each action
 */
export function planActions(
  files: FartcoinFiles,
  prices: readonly bigint[],
  nfts: ReadonlyMap<string, ReplayedNft>,
  { positionManager }: DevnetDeployment,
): readonly PlannedBlock[] {
  const blocks: { timestamp: number; transactions: PlannedTransaction[] }[] = []
  const minted = new Set<string>()
  let current = files.initialSqrtPriceX96
  for (const { from, timestamp, steps } of groupSteps(files.actions, prices)) {
    const transactions = steps.flatMap(({ sqrtPriceX96, actions }) => {
      const move = sqrtPriceX96 === current ? [] : [planPriceMove(files.pool, sqrtPriceX96)]
      current = sqrtPriceX96
      const calls = actions.map((action) => encodeAction(files, action, nfts, minted))
      return [...move, { from, to: positionManager, data: encodeTogether(calls) }]
    })
    blocks.push({ timestamp, transactions })
  }
  return blocks
}

interface Step {
  readonly sqrtPriceX96: bigint
  readonly actions: RecordedAction[]
}

interface StepsOfTransaction {
  readonly transactionHash: string
  readonly from: Address
  readonly timestamp: number
  readonly steps: Step[]
}

function groupSteps(actions: readonly RecordedAction[], prices: readonly bigint[]): readonly StepsOfTransaction[] {
  const groups: StepsOfTransaction[] = []
  for (const [index, action] of actions.entries()) {
    const { transactionHash, from, timestamp } = action
    const last = groups.at(-1)
    const group = last?.transactionHash === transactionHash ? last : { transactionHash, from, timestamp, steps: [] }
    if (group !== last) groups.push(group)
    const step = group.steps.at(-1)
    if (action.type === 'collect' && step !== undefined) step.actions.push(action)
    else group.steps.push({ sqrtPriceX96: prices[index] as bigint, actions: [action] })
  }
  return groups
}

function encodeAction(
  { token0, token1, feePpm, ranges }: FartcoinFiles,
  action: RecordedAction,
  nfts: ReadonlyMap<string, ReplayedNft>,
  minted: Set<string>,
): Hex {
  const nft = nfts.get(action.tokenId)
  const range = ranges.get(action.tokenId)
  if (nft === undefined || range === undefined) throw new Error(`Position ${action.tokenId} was never minted.`)
  if (action.type === 'collect') return encodeCollect(nft.tokenId, nft.owner)
  if (action.type === 'decrease') return encodeDecrease(nft.tokenId, action.liquidity)
  if (minted.has(action.tokenId)) return encodeIncrease(nft.tokenId, action.amountsDesired)
  minted.add(action.tokenId)
  const pool = { token0: { address: token0 }, token1: { address: token1 }, fee: feePpm }
  return encodeMint(pool, range, action.amountsDesired, nft.owner)
}

function ownerOf(nfts: ReadonlyMap<string, ReplayedNft>, tokenId: string): Address {
  const nft = nfts.get(tokenId)
  if (nft === undefined) throw new Error(`Position ${tokenId} was never minted.`)
  return nft.owner
}
