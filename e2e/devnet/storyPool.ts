import { encodeAbiParameters, getContractAddress, keccak256 } from 'viem'
import type { Address, Hex } from 'viem'
import type { DevnetToken } from './deployments'
import { computeAmountsOfWorth, computePrice, computeSqrtPriceX96, computeTickRange } from './poolPrice'
import type { PriceRange, PricedPair, TickRange } from './poolPrice'

const poolInitCodeHash: Hex = '0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54'
const tickSpacings: Readonly<Record<number, number>> = { 100: 1, 500: 10, 3000: 60, 10000: 200 }

/** A pool of a story, with its state after the latest block. Prices are in whole `quote` per whole `base`. */
export class StoryPool implements PricedPair {
  readonly address: Address
  readonly token0: DevnetToken
  readonly token1: DevnetToken
  readonly tickSpacing: number
  sqrtPriceX96: bigint
  tick = 0
  liquidity = 0n

  constructor(
    factory: Address,
    readonly base: DevnetToken,
    readonly quote: DevnetToken,
    readonly fee: number,
    startPrice: number,
  ) {
    const isBaseFirst = BigInt(base.address) < BigInt(quote.address)
    this.token0 = isBaseFirst ? base : quote
    this.token1 = isBaseFirst ? quote : base
    this.address = computePoolAddress(factory, this.token0.address, this.token1.address, fee)
    const tickSpacing = tickSpacings[fee]
    if (tickSpacing === undefined) throw new Error(`There is no fee tier of ${fee}.`)
    this.tickSpacing = tickSpacing
    this.sqrtPriceX96 = computeSqrtPriceX96(this, startPrice)
  }

  /** Price after the latest block. */
  get price(): number {
    return computePrice(this, this.sqrtPriceX96)
  }

  /** The nearest tick range to a price range; a tick range stays as it is. */
  ticks(range: PriceRange | TickRange): TickRange {
    return 'tickLower' in range ? range : computeTickRange(this, this.tickSpacing, range)
  }

  /** Amounts of token0 and token1 for a position of this worth in whole quote tokens. */
  amountsOfWorth(range: PriceRange | TickRange, worth: number): readonly [bigint, bigint] {
    return computeAmountsOfWorth(this, this.sqrtPriceX96, this.ticks(range), worth)
  }
}

/** A pool's address as the factory's CREATE2 makes it. */
export function computePoolAddress(factory: Address, token0: Address, token1: Address, fee: number): Address {
  const parameters = encodeAbiParameters(
    [{ type: 'address' }, { type: 'address' }, { type: 'uint24' }],
    [token0, token1, fee],
  )
  return getContractAddress({
    opcode: 'CREATE2',
    from: factory,
    salt: keccak256(parameters),
    bytecodeHash: poolInitCodeHash,
  })
}
