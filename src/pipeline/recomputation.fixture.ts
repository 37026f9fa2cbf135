import type { Address, Hex } from 'viem'
import { priceFeedAbi } from '../../e2e/devnet/abi'
import type { Pair } from '../domain/primitives'
import { computeTrueOwed, subtractPair, sumPairs } from './chainTruth.fixture'
import type { ChainTruth, TrueEvent } from './chainTruth.fixture'

/*
 * The law once more, in plain steps and with code of its own: receipts, static calls of the contracts, and what Chainlink's contract
 * answered at each block. Nothing here is the app's.
 */

const YEAR = 365 * 86_400

const token0Abi = [
  { type: 'function', name: 'token0', stateMutability: 'view', inputs: [], outputs: [{ type: 'address' }] },
] as const

/** Values in USD; losses and gas are negative. */
export interface TrueFigures {
  readonly principal: number
  readonly hodl: number
  readonly fees: number
  readonly impermanentLoss: number
  readonly rewards: number
  readonly gas: number
  readonly marketMove: number
  readonly capitalYears: number
}

/** What is to be computed anew. */
export interface RecomputationInput {
  readonly owner: Address
  readonly pool: Address
  readonly tokenIds: readonly bigint[]
  readonly fromBlock: bigint
  readonly toBlock: bigint
  /** The owner was in the pool before `fromBlock`, so that the books open with what they held then. */
  readonly opens: boolean
  /** Transactions whose gas is shared by so many positions; all others concern one. */
  readonly shared: ReadonlyMap<Hex, number>
  /** Transactions with a farm that the position manager's logs do not tell, and what they paid in token0. */
  readonly farm: readonly { readonly hash: Hex; readonly blockNumber: bigint; readonly paid: bigint }[]
  /** What a farm would pay in token0 at `toBlock`. */
  readonly claimable: bigint
}

/** Amounts of token0 and token1 in base units. */
type Amounts = readonly [number, number]

/** A position as it stands for the owner while the books are walked through. */
interface Book {
  readonly tokenId: bigint
  hodl: Amounts
  liquidity: bigint
  /** Fees that were uncollected when the books opened: nobody's income after it. */
  carry: Pair
  owed: Pair
}

const toNumbers = ([amount0, amount1]: Pair): Amounts => [Number(amount0), Number(amount1)]
const add = (a: Amounts, b: Amounts): Amounts => [a[0] + b[0], a[1] + b[1]]
const subtract = (a: Amounts, b: Amounts): Amounts => [a[0] - b[0], a[1] - b[1]]
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const leastPair = (a: Pair, b: Pair): Pair => [least(a[0], b[0]), least(a[1], b[1])]

/** Computes an owner's figures in a pool over a window. Pools of the replica only: USDC/WETH and RNDR/WETH. */
export async function recompute(truth: ChainTruth, input: RecomputationInput): Promise<TrueFigures> {
  return await new Recomputation(truth, input).run()
}

class Recomputation {
  readonly #books = new Map<bigint, Book>()
  readonly #sums = { fees: 0, impermanentLoss: 0, rewards: 0, gas: 0, marketMove: 0, capitalYears: 0 }
  #capital = 0
  #since: number | null = null

  constructor(
    readonly truth: ChainTruth,
    readonly input: RecomputationInput,
  ) {}

  async run(): Promise<TrueFigures> {
    const { owner, farm, fromBlock, opens, tokenIds } = this.input
    if (opens) await this.#open()
    const isInside = (blockNumber: bigint) => (opens ? blockNumber > fromBlock : blockNumber >= fromBlock)
    const hashes = new Set<Hex>()
    for (const move of await this.#listMoves(tokenIds)) {
      const { blockNumber, transactionHash } = move
      if (!isInside(blockNumber)) continue
      if ('paid' in move) {
        hashes.add(transactionHash)
        if (move.paid === 0n) continue
        this.#sums.rewards += await this.#value([move.paid, 0n], blockNumber)
      } else {
        const [before, after] = await Promise.all(
          [blockNumber - 1n, blockNumber].map((at) => this.truth.fetchOwner(move.tokenId, at)),
        )
        if (before !== owner && after !== owner) continue
        hashes.add(transactionHash)
        // A burn takes nothing away.
        if (move.type === 'transfer' && after === null) continue
        await this.#book(move, before ?? null, after ?? null)
      }
      await this.#setCapital(blockNumber)
    }
    for (const hash of hashes) await this.#chargeGas(hash, farm)
    return await this.#close()
  }

  async #listMoves(tokenIds: readonly bigint[]) {
    const ofPositions = await Promise.all(
      tokenIds.map(async (tokenId) => (await this.truth.fetchEvents(tokenId)).map((event) => ({ ...event, tokenId }))),
    )
    const ofFarm = this.input.farm.map(({ hash, ...rest }) => ({ ...rest, transactionHash: hash, logIndex: 0 }))
    return [...ofPositions.flat(), ...ofFarm].sort(
      (a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex,
    )
  }

  async #open(): Promise<void> {
    const { owner, tokenIds, fromBlock } = this.input
    for (const tokenId of tokenIds) {
      if ((await this.truth.fetchOwner(tokenId, fromBlock)) !== owner) continue
      const events = await this.truth.fetchEvents(tokenId)
      const owed = computeTrueOwed(events.filter(({ blockNumber }) => blockNumber <= fromBlock))
      const book = await this.#take(tokenId, fromBlock)
      book.owed = owed
      book.carry = subtractPair(book.carry, owed)
    }
    await this.#setCapital(fromBlock)
  }

  /** Begins a book with what a position holds at the end of a block, which counts as a deposit. */
  async #take(tokenId: bigint, blockNumber: bigint): Promise<Book> {
    const book = this.#bookOf(tokenId)
    const principal = await this.truth.fetchPrincipal(tokenId, blockNumber)
    book.liquidity = await this.truth.fetchLiquidity(tokenId, blockNumber)
    book.hodl = toNumbers(principal)
    book.carry = await this.truth.fetchCollectable(tokenId, blockNumber)
    this.#sums.marketMove -= await this.#value(principal, blockNumber)
    return book
  }

  async #book(move: TrueEvent & { readonly tokenId: bigint }, before: Address | null, after: Address | null) {
    const { blockNumber, amounts, tokenId } = move
    if (move.type === 'transfer') {
      if (before === null || before === after) return
      if (after === this.input.owner) await this.#take(tokenId, blockNumber)
      else await this.#giveAway(this.#bookOf(tokenId), blockNumber)
      return
    }
    const book = this.#bookOf(tokenId)
    if (move.type === 'deposit') {
      book.liquidity += move.liquidity
      book.hodl = add(book.hodl, toNumbers(amounts))
      this.#sums.marketMove -= await this.#value(amounts, blockNumber)
    } else if (move.type === 'withdraw') {
      const share = Number(move.liquidity) / Number(book.liquidity)
      book.liquidity -= move.liquidity
      book.owed = sumPairs([book.owed, amounts])
      await this.#release(book, [book.hodl[0] * share, book.hodl[1] * share], toNumbers(amounts), blockNumber)
    } else {
      const principal = leastPair(book.owed, amounts)
      const paid = subtractPair(amounts, principal)
      const carry = leastPair(book.carry, paid)
      book.owed = subtractPair(book.owed, principal)
      book.carry = subtractPair(book.carry, carry)
      this.#sums.fees += await this.#value(subtractPair(paid, carry), blockNumber)
    }
  }

  async #giveAway(book: Book, blockNumber: bigint): Promise<void> {
    const principal = await this.truth.fetchPrincipal(book.tokenId, blockNumber)
    this.#sums.fees += await this.#value(await this.#fetchUncollected(book, blockNumber), blockNumber)
    await this.#release(book, book.hodl, toNumbers(principal), blockNumber)
    this.#books.delete(book.tokenId)
  }

  async #fetchUncollected(book: Book, blockNumber: bigint): Promise<Pair> {
    const collectable = await this.truth.fetchCollectable(book.tokenId, blockNumber)
    return subtractPair(collectable, sumPairs([book.owed, book.carry]))
  }

  async #release(book: Book, released: Amounts, paid: Amounts, blockNumber: bigint): Promise<void> {
    book.hodl = subtract(book.hodl, released)
    this.#sums.impermanentLoss += await this.#worth(subtract(paid, released), blockNumber)
    this.#sums.marketMove += await this.#worth(released, blockNumber)
  }

  async #close(): Promise<TrueFigures> {
    const { toBlock, claimable } = this.input
    let principalValue = 0
    let hodlValue = 0
    for (const book of this.#books.values()) {
      const principal = await this.truth.fetchPrincipal(book.tokenId, toBlock)
      this.#sums.fees += await this.#value(await this.#fetchUncollected(book, toBlock), toBlock)
      principalValue += await this.#value(principal, toBlock)
      hodlValue += await this.#worth(book.hodl, toBlock)
      await this.#release(book, book.hodl, toNumbers(principal), toBlock)
    }
    this.#sums.rewards += await this.#value([claimable, 0n], toBlock)
    this.#stand(await this.truth.fetchTimestamp(toBlock))
    return { ...this.#sums, principal: principalValue, hodl: hodlValue }
  }

  /** Capital just after an event stands until the next one. */
  async #setCapital(blockNumber: bigint): Promise<void> {
    this.#stand(await this.truth.fetchTimestamp(blockNumber))
    this.#capital = 0
    for (const tokenId of this.#books.keys()) {
      this.#capital += await this.#value(await this.truth.fetchPrincipal(tokenId, blockNumber), blockNumber)
    }
  }

  #stand(timestamp: number): void {
    if (this.#since !== null) this.#sums.capitalYears += (this.#capital * (timestamp - this.#since)) / YEAR
    this.#since = timestamp
  }

  async #chargeGas(hash: Hex, farm: RecomputationInput['farm']): Promise<void> {
    const { owner, shared } = this.input
    const { from, blockNumber } = await this.truth.client.getTransactionReceipt({ hash })
    const isFarm = farm.some((transaction) => transaction.hash === hash)
    if (!isFarm && from.toLowerCase() !== owner.toLowerCase()) return
    const { ether } = await this.#fetchPrices(blockNumber)
    this.#sums.gas -= (Number(await this.truth.fetchFeeWei(hash)) / (shared.get(hash) ?? 1) / 1e18) * ether
  }

  #bookOf(tokenId: bigint): Book {
    const book = this.#books.get(tokenId) ?? { tokenId, hodl: [0, 0], liquidity: 0n, carry: [0n, 0n], owed: [0n, 0n] }
    this.#books.set(tokenId, book)
    return book
  }

  #value(amounts: Pair, blockNumber: bigint): Promise<number> {
    return this.#worth(toNumbers(amounts), blockNumber)
  }

  async #worth([amount0, amount1]: Amounts, blockNumber: bigint): Promise<number> {
    const { unit0, unit1 } = await this.#fetchPrices(blockNumber)
    return amount0 * unit0 + amount1 * unit1
  }

  /**
   * USDC counts as a dollar; ether is what the pool says where USDC is in it, else what the feed answered; the other token follows by
   * the pool's ratio. `unit0` and `unit1` are prices of one base unit, `ether` that of a whole coin.
   */
  async #fetchPrices(blockNumber: bigint): Promise<{ unit0: number; unit1: number; ether: number }> {
    const { client, deployment } = this.truth
    const { pool } = this.input
    const ratio = (Number(await this.truth.fetchSqrtPriceX96(pool, blockNumber)) / 2 ** 96) ** 2
    const token0 = await client.readContract({ address: pool, abi: token0Abi, functionName: 'token0' })
    if (token0 === deployment.usdc.address) return { unit0: 1e-6, unit1: 1e-6 / ratio, ether: 1e12 / ratio }
    const feed = { address: deployment.ethUsdFeed, abi: priceFeedAbi } as const
    const [, answer] = await client.readContract({ ...feed, functionName: 'latestRoundData', blockNumber })
    const ether = Number(answer) / 1e8
    return { unit0: (ratio * ether) / 1e18, unit1: ether / 1e18, ether }
  }
}
