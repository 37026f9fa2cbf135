import type { ChainClient } from '../../chain/chainClient'
import { inBackground } from '../../chain/inBackground'
import { scanBlocksOf } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import { OLDER_POSITIONS } from '../../domain/coverage'
import type { Missing } from '../../domain/coverage'
import type { PositionHistory } from '../../domain/ledger'
import type { Address, BlockRange, Hex } from '../../domain/primitives'
import type { DiscoverHooks, Discovered, Held } from '../adapter'
import { computeTokenLives } from './computeTokenLives'
import type { TokenLife } from './computeTokenLives'
import { createUnplacedPosition } from './createPosition'
import type { discoverDirect } from './discoverDirect'
import { fetchFarmed } from './fetchFarmedTokens'
import { fetchMintBound } from './fetchMintBound'
import { fetchOldestMint } from './fetchOldestMint'
import { fetchBurnedPositions, fetchLivePositions } from './fetchNftPositions'
import type { NftPositions } from './fetchNftPositions'
import { fetchHistories } from './history'
import { fetchIndex, MAX_POSITIONS } from './ownedIndex'
import { placeInPools } from './placeInPools'
import { reconcile } from './reconcile'
import { computeOwnedTokens, scanOwnerLogs, scanOwnerTogether } from './scanOwnerLogs'
import type { OwnerLogs } from './scanOwnerLogs'

/** Requests of the first step back; each further step is longer by the factor. */
const FIRST_STEP_REQUESTS = 16
const STEP_GROWTH = 4

/** Tokens whose approvals are read along, and pools whose incentives; those of others are read when they are asked for. */
const MOST_TOKENS = 20
const MOST_POOLS = 20

const STILL_LOOKING: Missing = {
  what: OLDER_POSITIONS,
  why: 'They are still being looked for: those that this address sold, gave away or burned are found last.',
}

export interface NewestFirstInput {
  /** Blocks in which the owner can have had positions. */
  readonly range: BlockRange
  /** How many NFTs the owner holds; `null` when the position manager does not answer. */
  readonly balance: Promise<number | null>
  readonly direct: ReturnType<typeof discoverDirect>
}

/**
 * Finds the same as `discover` on an endpoint that gives few blocks at a time.
 *
 * What the owner holds comes from state at once: `onHeld` gets it. Its logs are read from the oldest of these mints on only. Then the
 * owner's transfers are read backwards, with the approvals and incentives that are asked for later, and what they name is read over its own
 * life only. `onFound` gets each state of things, with what is still being looked for in `missing`.
 */
export async function discoverNewestFirst(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  { range, balance: balanceReading, direct: directReading }: NewestFirstInput,
  { onHeld, onFound }: DiscoverHooks,
): Promise<Discovered> {
  const balance = await balanceReading
  const [index, farmed] = await Promise.all([
    fetchIndex(client, deployment, owner, balance, range.toBlock),
    fetchFarmed(client, deployment, owner, range.toBlock),
  ])
  const finds = new Finds(client, deployment, range)
  const tokens = new Set<Address>()
  const pools = new Set<Address>()
  const show = async () => {
    if (finds.isEmpty) return
    const discovered = await finds.place([STILL_LOOKING])
    for (const { address, token0, token1 } of discovered.pools) {
      pools.add(address)
      tokens.add(token0.address).add(token1.address)
    }
    onFound?.(discovered)
  }
  const heldIds = [...index, ...(farmed ?? [])]
  const showHeld = async () => {
    if (heldIds.length > 0) onHeld?.(await fetchHeld(client, deployment, heldIds, range.toBlock))
  }
  // Logs that are refused keep nobody from what is held, and nothing is shown once this has failed.
  for (const outcome of await Promise.allSettled([finds.addHeld(index), showHeld()])) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
  await show()

  let logs: OwnerLogs = { transfers: [], deposits: [], farmed: farmed ?? [] }
  // What was found is being looked at meanwhile.
  const later = inBackground(client)
  for (const part of planSteps(client, range)) {
    const around = { before: range.toBlock - part.toBlock, after: part.fromBlock - range.fromBlock }
    const along = { tokens: [...tokens].slice(0, MOST_TOKENS), pools: [...pools].slice(0, MOST_POOLS) }
    await scanOwnerTogether(later, deployment, owner, along, part, { around })
    const older = await scanOwnerLogs(later, deployment, owner, part, { around, farmed })
    logs = {
      ...logs,
      transfers: [...logs.transfers, ...older.transfers],
      deposits: [...logs.deposits, ...older.deposits],
    }
    const found = await finds.add(computeTokenLives(deployment, owner, logs), part.fromBlock === range.fromBlock)
    if (found && part.fromBlock > range.fromBlock) await show()
  }

  const direct = await directReading
  await finds.addDirect(direct.positions)
  const owned = computeOwnedTokens(owner, logs)
  const contradictions = reconcile(deployment, owned, balance, index)
  if (contradictions.length > 0) client.cache?.doubtLogs()
  return await finds.place([...direct.missing, ...contradictions], owned.everOwned)
}

/** What these NFTs are, in its pools. Reads no log. */
async function fetchHeld(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  blockNumber: number,
): Promise<Held> {
  const live = await fetchLivePositions(client, deployment, tokenIds, blockNumber)
  return await placeInPools(client, deployment, blockNumber, live)
}

/** Parts of a range, the newest first and each longer than the one before. */
function planSteps(client: ChainClient, range: BlockRange): readonly BlockRange[] {
  const parts: BlockRange[] = []
  let step = Math.min(scanBlocksOf(client), range.toBlock) * FIRST_STEP_REQUESTS
  for (let { toBlock } = range; toBlock >= range.fromBlock; step *= STEP_GROWTH) {
    const fromBlock = Math.max(range.fromBlock, toBlock - step + 1)
    parts.push({ fromBlock, toBlock })
    toBlock = fromBlock - 1
  }
  return parts
}

/** What was found so far. */
class Finds {
  readonly #histories = new Map<string, PositionHistory>()
  readonly #nfts: NftPositions[] = []
  #direct: Discovered['positions'] = []
  readonly #known = new Set<bigint>()
  readonly #skipped = new Set<bigint>()
  /** Those that do not exist any more: 1 where the owner burned them, 2 where somebody else did. */
  readonly #gone = new Map<string, number>()

  constructor(
    readonly client: ChainClient,
    readonly deployment: UniswapV3Deployment,
    readonly range: BlockRange,
  ) {}

  get isEmpty(): boolean {
    return this.#histories.size === 0
  }

  /** NFTs that the owner holds now. */
  async addHeld(tokenIds: readonly bigint[]): Promise<void> {
    const [first, ...others] = tokenIds
    if (first === undefined) return
    for (const tokenId of tokenIds) this.#known.add(tokenId)
    const bornFrom = await fetchOldestMint(this.client, this.deployment, [first, ...others], this.range)
    const [live] = await Promise.all([
      fetchLivePositions(this.client, this.deployment, tokenIds, this.range.toBlock),
      this.#readHistories(tokenIds, bornFrom, this.range.toBlock),
    ])
    this.#nfts.push(live)
  }

  /**
   * NFTs that logs name, as far as their lives are known: those whose coming was not seen yet wait for the next part, unless this
   * was the last.
   *
   * @returns whether there were any.
   */
  async add(lives: ReadonlyMap<bigint, TokenLife>, isLast: boolean): Promise<boolean> {
    const wanted = [...lives]
      .filter(([tokenId, { mintBlock }]) => !this.#known.has(tokenId) && (mintBlock !== null || isLast))
      .reverse()
    const room = Math.max(0, MAX_POSITIONS - this.#known.size)
    for (const [tokenId] of wanted.slice(room)) this.#skipped.add(tokenId)
    const added = wanted.slice(0, room)
    if (added.length === 0) return false
    for (const [tokenId] of added) this.#known.add(tokenId)
    await this.#readHistories(
      added.map(([tokenId]) => tokenId),
      await this.#findBornFrom(added),
      Math.max(...added.map(([, { left }]) => left ?? this.range.toBlock)),
    )
    await this.#addFacts(added)
    return true
  }

  /** Liquidity that a contract holds without NFTs. */
  async addDirect(positions: Discovered['positions']): Promise<void> {
    this.#direct = positions
    if (positions.length === 0) return
    for (const history of await fetchHistories(this.client, this.deployment, positions, this.range)) {
      this.#histories.set(history.position.id, history)
    }
  }

  /** Everything found, in its pools; in the order in which `everOwned` came, those that still exist first. */
  async place(missing: readonly Missing[], everOwned: ReadonlySet<bigint> = new Set()): Promise<Discovered> {
    const { client, deployment, range } = this
    const cut = { what: `${this.#skipped.size} positions`, why: `The ${MAX_POSITIONS} newest are read.` }
    const placed = await placeInPools(client, deployment, range.toBlock, {
      positions: [...this.#sort(everOwned), ...this.#direct],
      poolKeys: this.#nfts.flatMap((part) => part.poolKeys),
      missing: [...(this.#skipped.size === 0 ? [] : [cut]), ...this.#nfts.flatMap((part) => part.missing), ...missing],
    })
    const histories = placed.positions.flatMap((position) => {
      const history = this.#histories.get(position.id)
      return history === undefined ? [] : [{ ...history, position }]
    })
    return { ...placed, histories, scanned: range }
  }

  #sort(everOwned: ReadonlySet<bigint>): Discovered['positions'] {
    const order = new Map([...everOwned].map((tokenId, index) => [String(tokenId), index]))
    const rank = (id: string) => order.get(id) ?? Number.MAX_SAFE_INTEGER
    return this.#nfts
      .flatMap((part) => part.positions)
      .sort((a, b) => (this.#gone.get(a.id) ?? 0) - (this.#gone.get(b.id) ?? 0) || rank(a.id) - rank(b.id))
  }

  /** Where a mint was not seen, the NFT came from another owner: it is older than that. */
  async #findBornFrom(added: readonly (readonly [bigint, TokenLife])[]): Promise<number> {
    const minted = added.flatMap(([, { mintBlock }]) => mintBlock ?? [])
    const given = added.flatMap(([tokenId, { mintBlock }]) => (mintBlock === null ? [tokenId] : []))
    const [first] = given
    if (first === undefined) return Math.min(...minted)
    const oldest = given.reduce((lowest, tokenId) => (tokenId < lowest ? tokenId : lowest), first)
    return Math.min(...minted, await fetchMintBound(this.client, this.deployment, oldest, false, this.range))
  }

  async #readHistories(tokenIds: readonly bigint[], bornFrom: number, toBlock: number): Promise<void> {
    const positions = tokenIds.map((tokenId) => createUnplacedPosition(this.deployment, String(tokenId)))
    const range = { fromBlock: bornFrom, toBlock }
    for (const history of await fetchHistories(this.client, this.deployment, positions, range, bornFrom)) {
      this.#histories.set(history.position.id, history)
    }
  }

  async #addFacts(added: readonly (readonly [bigint, TokenLife])[]): Promise<void> {
    const { client, deployment, range } = this
    const burned = added.filter(([, { isBurned }]) => isBurned).map(([tokenId]) => tokenId)
    const unburned = added.filter(([, { isBurned }]) => !isBurned).map(([tokenId]) => tokenId)
    const live = await fetchLivePositions(client, deployment, unburned, range.toBlock)
    const found = new Set(live.positions.map(({ id }) => id))
    // Somebody else burned those that are not there any more.
    const gone = [...burned, ...unburned.filter((tokenId) => !found.has(String(tokenId)))]
    this.#nfts.push(live, await fetchBurnedPositions(client, deployment, gone, this.#findMints(gone), range))
    for (const tokenId of gone) this.#gone.set(String(tokenId), burned.includes(tokenId) ? 1 : 2)
  }

  /** Transactions of the mints, as the histories tell them: a life begins with its mint. */
  #findMints(tokenIds: readonly bigint[]): ReadonlyMap<bigint, Hex> {
    return new Map(
      tokenIds.flatMap((tokenId) => {
        const mint = this.#histories.get(String(tokenId))?.ownerships[0]?.from
        return mint === undefined ? [] : [[tokenId, mint.transactionHash] as const]
      }),
    )
  }
}
