import { decodeEventLog, toEventSelector } from 'viem'
import type { AbiEvent, Address, Hex } from 'viem'
import { poolAbi, positionManagerAbi } from './abi'
import type { StoryLog, StoryReceipt } from './storyBlocks'
import type { StoryPool } from './storyPool'

/** A position NFT as the story knows it after the latest block. */
export interface StoryPosition {
  readonly tokenId: bigint
  readonly pool: StoryPool
  readonly tickLower: number
  readonly tickUpper: number
  liquidity: bigint
  /** The NFT's holder: a farm while it is staked; the zero address once it is burned. */
  owner: Address
}

function selectorsOf(abi: readonly { readonly type: string }[]): ReadonlySet<Hex> {
  const events = abi.filter((entry): entry is AbiEvent => entry.type === 'event')
  return new Set(events.map((event) => toEventSelector(event)))
}

const poolSelectors = selectorsOf(poolAbi)
const managerSelectors = selectorsOf(positionManagerAbi)

/** Keeps count of a story's pools and positions by what the contracts logged. */
export class PositionBook {
  readonly #positions = new Map<bigint, StoryPosition>()

  /** @param pools the story's pools, which may become more */
  constructor(
    readonly positionManager: Address,
    readonly pools: readonly StoryPool[],
  ) {}

  position(tokenId: bigint): StoryPosition {
    const position = this.#positions.get(tokenId)
    if (position === undefined) throw new Error(`The story has no position ${tokenId}.`)
    return position
  }

  positions(): readonly StoryPosition[] {
    return [...this.#positions.values()]
  }

  findMinted(receipt: StoryReceipt): StoryPosition {
    const tokenIds = receipt.logs.flatMap((log) => {
      const event = this.#decodeManagerLog(log)
      return event?.eventName === 'Transfer' && BigInt(event.args.from) === 0n ? [event.args.tokenId] : []
    })
    const tokenId = tokenIds.at(-1)
    if (tokenId === undefined) throw new Error(`${receipt.transactionHash} minted no position.`)
    return this.position(tokenId)
  }

  /** Takes a mined transaction into the count. */
  follow(receipt: StoryReceipt): void {
    for (const log of receipt.logs) {
      const pool = this.#findPool(log)
      if (pool !== undefined) followPool(pool, log)
      const event = this.#decodeManagerLog(log)
      if (event === null) continue
      if (event.eventName === 'Transfer') this.#followTransfer(event.args, receipt, log)
      if (event.eventName === 'IncreaseLiquidity') this.position(event.args.tokenId).liquidity += event.args.liquidity
      if (event.eventName === 'DecreaseLiquidity') this.position(event.args.tokenId).liquidity -= event.args.liquidity
    }
  }

  #followTransfer(
    { from, to, tokenId }: { from: Address; to: Address; tokenId: bigint },
    receipt: StoryReceipt,
    transfer: StoryLog,
  ): void {
    if (BigInt(from) !== 0n) {
      this.position(tokenId).owner = to
      return
    }
    // The position manager mints in the pool first, so the pool's own Mint is the last one before the NFT's Transfer.
    for (const log of receipt.logs.filter(({ logIndex }) => logIndex < transfer.logIndex).reverse()) {
      const pool = this.#findPool(log)
      const event = pool === undefined ? null : decodePoolLog(log)
      if (pool === undefined || event?.eventName !== 'Mint') continue
      const { tickLower, tickUpper } = event.args
      this.#positions.set(tokenId, { tokenId, pool, tickLower, tickUpper, liquidity: 0n, owner: to })
      return
    }
    throw new Error(`Position ${tokenId} was minted in a pool that is not the story's.`)
  }

  #findPool(log: StoryLog): StoryPool | undefined {
    return this.pools.find(({ address }) => address.toLowerCase() === log.address.toLowerCase())
  }

  #decodeManagerLog({ address, topics, data }: StoryLog) {
    const isManagers = address.toLowerCase() === this.positionManager.toLowerCase()
    return isManagers && managerSelectors.has(topics[0])
      ? decodeEventLog({ abi: positionManagerAbi, topics, data })
      : null
  }
}

function decodePoolLog({ topics, data }: StoryLog) {
  return poolSelectors.has(topics[0]) ? decodeEventLog({ abi: poolAbi, topics, data }) : null
}

function followPool(pool: StoryPool, log: StoryLog): void {
  const event = decodePoolLog(log)
  if (event?.eventName === 'Swap') {
    pool.sqrtPriceX96 = event.args.sqrtPriceX96
    pool.tick = event.args.tick
    pool.liquidity = event.args.liquidity
  }
  if (event?.eventName === 'Initialize') pool.tick = event.args.tick
}
