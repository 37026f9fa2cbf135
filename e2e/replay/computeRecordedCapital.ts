import type { Address } from '../../src/domain/primitives'
import type { FartcoinFiles, RecordedAction, RecordedRange } from './records/fartcoinFiles'
import type { ReplayedNft } from './planFartcoinReplay'

const secondsPerYear = 365 * 86_400

/** Time from the end of the block at `fromTimestamp` to `toTimestamp`, seconds. */
export interface RecordedWindow {
  readonly fromTimestamp: number
  readonly toTimestamp: number
}

/**
 * Capital times time of every owner in a window, in token1 (whole, 18 decimals) x years, from the records alone and in floating
 * point: the value of an owner's principal just after each of their actions, at the price then, stands until their next one.
 *
 * @param prices the pool's price at each action; no two transactions share a block
 */
export function computeRecordedCapital(
  files: FartcoinFiles,
  prices: readonly bigint[],
  nfts: ReadonlyMap<string, ReplayedNft>,
  { fromTimestamp, toTimestamp }: RecordedWindow,
): ReadonlyMap<Address, number> {
  const steps = computeSteps(files, prices, nfts)
  const priceAtStart = steps.filter(({ action }) => action.timestamp <= fromTimestamp).at(-1)?.price ?? 0
  const owners = new Set([...nfts.values()].map(({ owner }) => owner))
  return new Map(
    [...owners].map((owner) => {
      const own = steps.filter((step) => step.owner === owner)
      const held = own.filter(({ action }) => action.timestamp <= fromTimestamp).at(-1)
      const inside = own.filter(({ action }) => action.timestamp > fromTimestamp)
      const points = [
        { at: fromTimestamp, capital: held === undefined ? 0 : computeValue(files, held.liquidityAfter, priceAtStart) },
        ...inside.map((step) => ({
          at: step.action.timestamp,
          capital: computeValue(files, step.liquidityAfter, step.price),
        })),
      ]
      const capitalSeconds = points.reduce(
        (sum, { at, capital }, index) => sum + capital * ((points[index + 1]?.at ?? toTimestamp) - at),
        0,
      )
      return [owner, capitalSeconds / secondsPerYear]
    }),
  )
}

interface Step {
  readonly action: RecordedAction
  readonly owner: Address
  /** Square root of token1 per token0 at the end of the action's block. */
  readonly price: number
  /** Liquidity of the owner's positions just after the action, by NFT id. */
  readonly liquidityAfter: ReadonlyMap<string, number>
}

function computeSteps(
  { actions }: FartcoinFiles,
  prices: readonly bigint[],
  nfts: ReadonlyMap<string, ReplayedNft>,
): readonly Step[] {
  const priceOfBlock = new Map(actions.map(({ blockNumber }, index) => [blockNumber, Number(prices[index]) / 2 ** 96]))
  const liquidity = new Map<Address, Map<string, number>>()
  return actions.map((action) => {
    const owner = nfts.get(action.tokenId)?.owner
    if (owner === undefined) throw new Error(`Position ${action.tokenId} was never minted.`)
    const own = new Map(liquidity.get(owner))
    const change = action.type === 'collect' ? 0 : Number(action.liquidity) * (action.type === 'increase' ? 1 : -1)
    own.set(action.tokenId, (own.get(action.tokenId) ?? 0) + change)
    liquidity.set(owner, own)
    return { action, owner, price: priceOfBlock.get(action.blockNumber) ?? 0, liquidityAfter: own }
  })
}

/** Value of liquidity in whole token1. */
function computeValue({ ranges }: FartcoinFiles, liquidity: ReadonlyMap<string, number>, sqrtPrice: number): number {
  let value = 0
  for (const [tokenId, amount] of liquidity) {
    const { tickLower, tickUpper } = ranges.get(tokenId) as RecordedRange
    const [lower, upper] = [1.0001 ** (tickLower / 2), 1.0001 ** (tickUpper / 2)]
    const price = Math.min(Math.max(sqrtPrice, lower), upper)
    value += amount * ((1 / price - 1 / upper) * sqrtPrice ** 2 + (price - lower))
  }
  return value / 1e18
}
