import type { Address } from 'viem'
import { computeLiquidityOfWorth } from './poolPrice'
import type { TickRange } from './poolPrice'
import type { Random } from './random'
import type { Story } from './story'
import type { StoryReceipt } from './storyBlocks'
import type { StoryPool } from './storyPool'
import { StoryVault } from './storyVault'
import type { StoryWallet } from './storyWallet'

/** A provider of the crowd: how much, and how wide around the price. */
interface CrowdPosition {
  readonly worth: number
  readonly width: number
}

const crowdInMain: readonly CrowdPosition[] = [
  { worth: 640_000, width: 0.6 },
  { worth: 310_000, width: 0.25 },
  { worth: 155_000, width: 0.4 },
  { worth: 62_000, width: 0.15 },
  { worth: 28_000, width: 0.3 },
  { worth: 11_500, width: 0.5 },
  { worth: 7_800, width: 0.12 },
  { worth: 4_100, width: 0.35 },
  { worth: 2_600, width: 0.2 },
  { worth: 950, width: 0.45 },
  { worth: 520, width: 0.1 },
  { worth: 240, width: 0.3 },
]

/** Each provider of the crowd opens one position around the price, all in one block. */
export async function openCrowd(pool: StoryPool, crowd: readonly StoryWallet[], story: Story): Promise<void> {
  await story.inOneBlock(() =>
    crowd.map((wallet, index) => {
      const { worth, width } = crowdInMain[index % crowdInMain.length] as CrowdPosition
      return wallet.mint(pool, { from: pool.price * (1 - width), to: pool.price * (1 + width) }, { worth })
    }),
  )
}

/** Now and then somebody of the crowd adds to a position, takes from it, or collects. */
export async function moveCrowd(story: Story, crowd: readonly StoryWallet[], random: Random): Promise<void> {
  if (random.next() > 0.12) return
  const wallet = random.pick(crowd)
  const position = story.positions().find(({ owner }) => owner === wallet.address)
  if (position === undefined || position.liquidity === 0n) return
  const choice = random.next()
  if (choice < 0.5) await wallet.collect(position.tokenId)
  else if (choice < 0.75) await wallet.withdrawAndCollect(position.tokenId, { share: 0.2 })
  else await wallet.increase(position.tokenId, { worth: random.between(100, 3_000) })
}

/** A vault that holds its liquidity in the pool itself. */
export interface Vault {
  readonly address: Address
  readonly ticks: TickRange
  readonly liquidity: bigint
  collect(): Promise<StoryReceipt>
}

/** Deploys a vault and puts liquidity of this worth into a range. The vault must be given its tokens by `fund`. */
export async function openVault(
  story: Story,
  keeper: StoryWallet,
  pool: StoryPool,
  ticks: TickRange,
  worth: number,
  fund: (vault: Address) => Promise<unknown>,
): Promise<Vault> {
  const vault = await StoryVault.deploy(story, keeper, pool)
  await fund(vault.address)
  const liquidity = computeLiquidityOfWorth(pool, pool.sqrtPriceX96, ticks, worth)
  await vault.deposit(ticks, liquidity)
  return { address: vault.address, ticks, liquidity, collect: () => vault.collect(ticks) }
}
