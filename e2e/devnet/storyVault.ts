import { encodeFunctionData } from 'viem'
import type { Address } from 'viem'
import { poolVaultAbi } from './abi'
import type { TickRange } from './poolPrice'
import type { Story } from './story'
import type { StoryReceipt } from './storyBlocks'
import type { StoryPool } from './storyPool'
import { StoryWallet } from './storyWallet'

/** A vault that holds liquidity of one pool in the pool itself, without the position manager. Its keeper sends the transactions. */
export class StoryVault {
  private constructor(
    readonly keeper: StoryWallet,
    readonly pool: StoryPool,
    readonly address: Address,
  ) {}

  /** The vault must be given its tokens before it deposits. */
  static async deploy(story: Story, keeper: StoryWallet, pool: StoryPool): Promise<StoryVault> {
    const address = await story.deploy(keeper, 'PoolVault', [{ type: 'address' }], [keeper.sender])
    return new StoryVault(keeper, pool, address)
  }

  /** The vault as somebody whom a story can fund. */
  get account(): StoryWallet {
    return new StoryWallet(this.keeper.story, `vault of ${this.keeper.name}`, this.keeper.sender, this.address)
  }

  deposit({ tickLower, tickUpper }: TickRange, liquidity: bigint): Promise<StoryReceipt> {
    const args = [this.pool.address, tickLower, tickUpper, liquidity] as const
    const data = encodeFunctionData({ abi: poolVaultAbi, functionName: 'deposit', args })
    return this.keeper.send('vault deposit', this.address, data)
  }

  /** What is taken out stays owed until it is collected. */
  withdraw({ tickLower, tickUpper }: TickRange, liquidity: bigint): Promise<StoryReceipt> {
    const args = [this.pool.address, tickLower, tickUpper, liquidity] as const
    const data = encodeFunctionData({ abi: poolVaultAbi, functionName: 'withdraw', args })
    return this.keeper.send('vault withdraw', this.address, data)
  }

  collect({ tickLower, tickUpper }: TickRange): Promise<StoryReceipt> {
    const args = [this.pool.address, tickLower, tickUpper] as const
    const data = encodeFunctionData({ abi: poolVaultAbi, functionName: 'collect', args })
    return this.keeper.send('vault collect', this.address, data)
  }
}
