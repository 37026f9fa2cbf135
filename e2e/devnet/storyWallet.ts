import { encodeAbiParameters, encodeFunctionData, maxUint256 } from 'viem'
import type { Address, Hex } from 'viem'
import { positionManagerAbi, smartAccountAbi, stakerAbi, swapRouterAbi, tokenAbi } from './abi'
import type { DevnetToken } from './deployments'
import { computeSqrtPriceX96 } from './poolPrice'
import type { PriceRange, TickRange } from './poolPrice'
import {
  encodeBurn,
  encodeCollect,
  encodeDecrease,
  encodeIncrease,
  encodeMint,
  encodeTogether,
} from './positionManagerCalls'
import type { StoryPosition } from './positionBook'
import type { Story } from './story'
import type { StoryReceipt } from './storyBlocks'
import type { StoryPool } from './storyPool'

/** How much goes in: a worth in whole quote tokens at the pool's price, or amounts of token0 and token1. */
export type StoryAmount = { readonly worth: number } | { readonly amounts: readonly [bigint, bigint] }

/** How much comes out: a share of the position's liquidity, or liquidity. */
export type StoryPortion = { readonly share: number } | { readonly liquidity: bigint }

export interface Minted {
  readonly tokenId: bigint
  readonly position: StoryPosition
  readonly receipt: StoryReceipt
}

export interface Incentive {
  readonly rewardToken: Address
  readonly pool: Address
  readonly startTime: bigint
  readonly endTime: bigint
  readonly refundee: Address
}

const incentiveInput = stakerAbi.find((entry) => entry.type === 'function' && entry.name === 'stakeToken')?.inputs[0]

/** Larger than every swap of a story: the price limit ends it. */
const unlimited = 2n ** 120n

/**
 * Somebody in a story. Each method is one transaction and resolves with its receipt once it is mined.
 * Someone with an `account` acts through that contract, which owns the positions and pays no gas.
 */
export class StoryWallet {
  constructor(
    readonly story: Story,
    readonly name: string,
    /** Sends the transactions and pays for them. */
    readonly sender: Address,
    /** The contract it acts through, if any. */
    readonly account: Address | null = null,
  ) {}

  /** Who owns what this wallet does. */
  get address(): Address {
    return this.account ?? this.sender
  }

  /** Allows the position manager (or another spender) to take a token without limit. */
  approve(token: DevnetToken, spender: Address = this.story.deployment.positionManager): Promise<StoryReceipt> {
    const data = encodeFunctionData({ abi: tokenAbi, functionName: 'approve', args: [spender, maxUint256] })
    return this.send('approve', token.address, data)
  }

  async mint(pool: StoryPool, range: PriceRange | TickRange, amount: StoryAmount): Promise<Minted> {
    const ticks = pool.ticks(range)
    const amounts = 'worth' in amount ? pool.amountsOfWorth(ticks, amount.worth) : amount.amounts
    const receipt = await this.manage('mint', encodeMint(pool, ticks, amounts, this.address))
    const position = this.story.findMinted(receipt)
    return { tokenId: position.tokenId, position, receipt }
  }

  /** What `mint` would make as the first transaction of the next block. */
  async previewMint(pool: StoryPool, range: PriceRange | TickRange, amount: StoryAmount) {
    const ticks = pool.ticks(range)
    const amounts = 'worth' in amount ? pool.amountsOfWorth(ticks, amount.worth) : amount.amounts
    return this.story.previewMint(this.address, encodeMint(pool, ticks, amounts, this.address))
  }

  increase(tokenId: bigint, amount: StoryAmount): Promise<StoryReceipt> {
    const { pool, tickLower, tickUpper } = this.story.position(tokenId)
    const amounts = 'worth' in amount ? pool.amountsOfWorth({ tickLower, tickUpper }, amount.worth) : amount.amounts
    return this.manage('increase', encodeIncrease(tokenId, amounts))
  }

  /** Takes principal out of the liquidity; it stays owed until it is collected. */
  withdraw(tokenId: bigint, portion: StoryPortion): Promise<StoryReceipt> {
    return this.manage('withdraw', encodeDecrease(tokenId, this.#liquidity(tokenId, portion)))
  }

  /** Collects all that is owed of one or several positions, in one transaction. */
  collect(...tokenIds: readonly bigint[]): Promise<StoryReceipt> {
    return this.manage('collect', ...tokenIds.map((tokenId) => encodeCollect(tokenId, this.address)))
  }

  /** Collects at most these amounts. */
  collectUpTo(tokenId: bigint, maxima: readonly [bigint, bigint]): Promise<StoryReceipt> {
    return this.manage('collect', encodeCollect(tokenId, this.address, maxima))
  }

  /** As an approved operator: collects somebody's position to its owner. */
  collectFor(owner: StoryWallet, ...tokenIds: readonly bigint[]): Promise<StoryReceipt> {
    return this.manage('collectFor', ...tokenIds.map((tokenId) => encodeCollect(tokenId, owner.address)))
  }

  withdrawAndCollect(tokenId: bigint, portion: StoryPortion): Promise<StoryReceipt> {
    const liquidity = this.#liquidity(tokenId, portion)
    return this.manage('withdrawAndCollect', encodeDecrease(tokenId, liquidity), encodeCollect(tokenId, this.address))
  }

  /** Withdraws all, collects and burns the NFT, in one transaction. */
  close(tokenId: bigint): Promise<StoryReceipt> {
    const liquidity = this.#liquidity(tokenId, { share: 1 })
    const calls = liquidity === 0n ? [] : [encodeDecrease(tokenId, liquidity)]
    return this.manage('close', ...calls, encodeCollect(tokenId, this.address), encodeBurn(tokenId))
  }

  /** Moves liquidity to another range in one transaction: withdraws all, collects, mints a new position. */
  async reRange(tokenId: bigint, range: PriceRange | TickRange, amount: StoryAmount): Promise<Minted> {
    const { pool } = this.story.position(tokenId)
    const ticks = pool.ticks(range)
    const amounts = 'worth' in amount ? pool.amountsOfWorth(ticks, amount.worth) : amount.amounts
    const receipt = await this.manage(
      'reRange',
      encodeDecrease(tokenId, this.#liquidity(tokenId, { share: 1 })),
      encodeCollect(tokenId, this.address),
      encodeMint(pool, ticks, amounts, this.address),
    )
    const position = this.story.findMinted(receipt)
    return { tokenId: position.tokenId, position, receipt }
  }

  burn(tokenId: bigint): Promise<StoryReceipt> {
    return this.manage('burn', encodeBurn(tokenId))
  }

  transfer(tokenId: bigint, to: Address): Promise<StoryReceipt> {
    const args = [this.address, to, tokenId] as const
    return this.manage(
      'transfer',
      encodeFunctionData({ abi: positionManagerAbi, functionName: 'safeTransferFrom', args }),
    )
  }

  /** Lets somebody else work one position. */
  approveOperator(tokenId: bigint, operator: StoryWallet): Promise<StoryReceipt> {
    const args = [operator.sender, tokenId] as const
    return this.manage(
      'approveOperator',
      encodeFunctionData({ abi: positionManagerAbi, functionName: 'approve', args }),
    )
  }

  swap(pool: StoryPool, tokenIn: DevnetToken, amountIn: bigint): Promise<StoryReceipt> {
    return this.#swap(pool, tokenIn, amountIn, 0n)
  }

  /** Swaps until the pool's price is this; `null` where it already is. */
  async swapTo(pool: StoryPool, price: number): Promise<StoryReceipt | null> {
    const limit = computeSqrtPriceX96(pool, price)
    if (limit === pool.sqrtPriceX96) return null
    return this.#swap(pool, limit < pool.sqrtPriceX96 ? pool.token0 : pool.token1, unlimited, limit)
  }

  /** Sends the NFT to the staker and stakes it in one transaction. */
  stake(tokenId: bigint, incentive: Incentive): Promise<StoryReceipt> {
    if (incentiveInput === undefined) throw new Error('The staker has no incentive key.')
    const key = encodeAbiParameters([incentiveInput], [incentive])
    const args = [this.address, this.story.deployment.staker, tokenId, key] as const
    return this.manage('stake', encodeFunctionData({ abi: positionManagerAbi, functionName: 'safeTransferFrom', args }))
  }

  /** Stakes a position that the staker already holds. */
  stakeAgain(tokenId: bigint, incentive: Incentive): Promise<StoryReceipt> {
    const data = encodeFunctionData({ abi: stakerAbi, functionName: 'stakeToken', args: [incentive, tokenId] })
    return this.send('stakeAgain', this.story.deployment.staker, data)
  }

  /** Ends the stake, which books its rewards; the staker still holds the NFT. */
  unstake(tokenId: bigint, incentive: Incentive): Promise<StoryReceipt> {
    const data = encodeFunctionData({ abi: stakerAbi, functionName: 'unstakeToken', args: [incentive, tokenId] })
    return this.send('unstake', this.story.deployment.staker, data)
  }

  /** Gets the NFT back from the staker, or gives it to somebody straight from there. */
  withdrawFromStaker(tokenId: bigint, to: Address = this.address): Promise<StoryReceipt> {
    const args = [tokenId, to, '0x'] as const
    const data = encodeFunctionData({ abi: stakerAbi, functionName: 'withdrawToken', args })
    return this.send('withdrawFromStaker', this.story.deployment.staker, data)
  }

  /** Makes somebody else the depositor of a position that stays in the staker. */
  transferDeposit(tokenId: bigint, to: Address): Promise<StoryReceipt> {
    const data = encodeFunctionData({ abi: stakerAbi, functionName: 'transferDeposit', args: [tokenId, to] })
    return this.send('transferDeposit', this.story.deployment.staker, data)
  }

  /** Pays out all booked rewards in a token. */
  claimReward(token: DevnetToken): Promise<StoryReceipt> {
    const args = [token.address, this.address, 0n] as const
    const data = encodeFunctionData({ abi: stakerAbi, functionName: 'claimReward', args })
    return this.send('claimReward', this.story.deployment.staker, data)
  }

  /** Calls to the position manager (see positionManagerCalls.ts), together in one transaction. */
  manage(action: string, ...calls: readonly Hex[]): Promise<StoryReceipt> {
    // A mint takes about 500,000 gas, every other call less.
    const gas = 1_000_000n * BigInt(calls.length + 1)
    return this.send(action, this.story.deployment.positionManager, encodeTogether(calls), { gas })
  }

  /** Any call, under a name for the story's log. */
  send(action: string, to: Address, data: Hex, options: { value?: bigint; gas?: bigint } = {}): Promise<StoryReceipt> {
    if (this.account === null) return this.story.send(this, action, { from: this.sender, to, data, ...options })
    const args = [to, options.value ?? 0n, data] as const
    const wrapped = encodeFunctionData({ abi: smartAccountAbi, functionName: 'execute', args })
    return this.story.send(this, action, { from: this.sender, to: this.account, data: wrapped, ...options })
  }

  #swap(pool: StoryPool, tokenIn: DevnetToken, amountIn: bigint, sqrtPriceLimitX96: bigint): Promise<StoryReceipt> {
    const tokenOut = tokenIn === pool.token0 ? pool.token1 : pool.token0
    const params = {
      tokenIn: tokenIn.address,
      tokenOut: tokenOut.address,
      fee: pool.fee,
      recipient: this.address,
      deadline: 10n ** 12n,
      amountIn,
      amountOutMinimum: 0n,
      sqrtPriceLimitX96,
    }
    const data = encodeFunctionData({ abi: swapRouterAbi, functionName: 'exactInputSingle', args: [params] })
    return this.send('swap', this.story.deployment.swapRouter, data, { gas: 30_000_000n })
  }

  #liquidity(tokenId: bigint, portion: StoryPortion): bigint {
    if ('liquidity' in portion) return portion.liquidity
    const { liquidity } = this.story.position(tokenId)
    return portion.share === 1 ? liquidity : (liquidity * BigInt(Math.round(portion.share * 1e6))) / 1_000_000n
  }
}
