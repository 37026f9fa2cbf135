import type { ChainClient, TransactionReceipt } from '../chain/chainClient'
import type { UniswapV3Deployment } from '../domain/chainConfig'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { Pool, PoolState, Token } from '../domain/pool'
import type { LiquidityChange, PoolChanges, PoolRange, TickState } from '../domain/poolLiquidity'
import type { Position, Snapshot } from '../domain/position'
import type { Address, BlockRange, Hex, ProtocolId } from '../domain/primitives'

/** The pools an owner is or was in, with every position of theirs, whatever became of it. */
export interface Discovered {
  readonly pools: readonly Pool[]
  readonly positions: readonly Position[]
  /** The whole life of each position, in the order of `positions`: read side by side with the facts of the pools. */
  readonly histories: readonly PositionHistory[]
  /** Blocks whose logs were searched. */
  readonly scanned: BlockRange
  readonly missing: readonly Missing[]
}

/** What an owner holds at a block by the contracts' own state. What became of it before, and what is gone, is not known yet. */
export type Held = Pick<Discovered, 'pools' | 'positions'>

/** Gets what was found so far, where looking for an owner's positions takes long. */
export interface DiscoverHooks {
  /** What contracts say at once; nothing where the owner holds nothing. */
  readonly onHeld?: (held: Held) => void
  /** Each state of things, with what is still being looked for in `missing`. */
  readonly onFound?: (discovered: Discovered) => void
}

/** A log of an owner who let somebody take tokens or work positions. */
export interface Approval {
  readonly transactionHash: Hex
  readonly blockNumber: number
  /** What it was given for: a token of the pools, one position, or (`null`) all positions. */
  readonly subject: { readonly token: Address } | { readonly positionId: string } | null
}

/** Every position that was ever in a pool, with its owners: the raw material of the whale search. */
export interface Holders {
  readonly histories: readonly PositionHistory[]
  /** Blocks whose logs were read. */
  readonly scanned: BlockRange
  readonly missing: readonly Missing[]
}

/** How much a pool's swaps are worth to be read. */
export interface ReplayLimits {
  readonly fewRequests: number
  readonly fewLogs: number
}

/** Rewards of a farm that can be claimed at a block. */
export interface ClaimableReward {
  readonly positionId: string
  readonly token: Address
  readonly amount: bigint
}

/** Positions that were in a farm, where that matters still. */
export interface FarmedLives {
  readonly histories: readonly PositionHistory[]
  /** Owners whom farms paid or owe something, whose lives were not read because that takes too many requests. */
  readonly unread: readonly Address[]
  /** Those of them whom farms paid. */
  readonly unreadPayees: readonly Address[]
  /** `false` where more can be owed: which tokens farms promised to the pool is not known, or logs of deposits are missing. */
  readonly isKnown: boolean
}

/**
 * What a protocol tells a search for a pool's largest owner that does not read the pool's whole life: what the pool holds at which ticks,
 * what changed in some blocks, and which positions stand behind it. `whales/` decides what to ask for, and what it proves.
 */
export interface SearchAdapter {
  /** The first block whose logs can tell of a pool of this deployment. */
  firstBlock(toBlock: number): number

  /** Every initialized tick at the end of a block; `HistoryUnavailableError` where the node keeps no such state. */
  ticks(client: ChainClient, pool: Pool, blockNumber: number): Promise<readonly TickState[]>

  /** Reads at once what later questions about owners and positions in `range` would each read alone, where that takes fewer requests. */
  readTogether(client: ChainClient, range: BlockRange): Promise<void>

  /** What came into the pool's liquidity and left it in some blocks, and its prices meanwhile with `swap`. */
  changes(
    client: ChainClient,
    pool: Pool,
    range: BlockRange,
    kinds: readonly ('mint' | 'burn' | 'swap')[],
  ): Promise<PoolChanges>

  /** Every deposit of the pool's life into ranges that begin or end at these ticks; `null` where the endpoint refuses to answer that at once. */
  depositsAtTicks(
    client: ChainClient,
    pool: Pool,
    ticks: { readonly lower: readonly number[]; readonly upper: readonly number[] },
    range: BlockRange,
  ): Promise<readonly LiquidityChange[] | null>

  /** Liquidity of ranges in the pool's own books at the end of a block, in their order. */
  rangeLiquidity(
    client: ChainClient,
    pool: Pool,
    ranges: readonly PoolRange[],
    blockNumber: number,
  ): Promise<readonly bigint[]>

  /** The positions that changes were about, each once; what no log names is left out. */
  namePositions(client: ChainClient, pool: Pool, changes: readonly LiquidityChange[]): Promise<readonly Position[]>

  /**
   * Every position that the pool logged anything about in `range`, each once: deposits, withdrawals and payouts. What no log names is left
   * out.
   */
  loggedPositions(client: ChainClient, pool: Pool, range: BlockRange): Promise<readonly Position[]>

  /** Who holds ranges in the pool's own books on behalf of many owners. */
  readonly sharedOwner: Address

  /** The position of somebody else who holds a range in the pool's own books. */
  directPosition(pool: Pool, range: PoolRange): Position

  /** The highest id that a position can have at the end of a block; ids are handed out in order. */
  newestTokenId(client: ChainClient, blockNumber: number): Promise<bigint>

  /** The positions of this pool among the given ids that hold liquidity at the end of a block. */
  poolNfts(
    client: ChainClient,
    pool: Pool,
    tokenIds: readonly bigint[],
    blockNumber: number,
  ): Promise<readonly Position[]>

  /** Liquidity of positions at the end of a block, in their order; 0 for those that do not exist. */
  liquidityOf(client: ChainClient, positions: readonly Position[], blockNumber: number): Promise<readonly bigint[]>

  /**
   * Every position of the pool that some owners held at any time in `range` on behalf of whom the shared owner acts, and those owners of whom
   * that is not all. `changes` are those of the pool in `range`.
   */
  ownedPositions(
    client: ChainClient,
    pool: Pool,
    owners: readonly Address[],
    window: { readonly range: BlockRange; readonly changes: readonly LiquidityChange[] },
  ): Promise<{ readonly positions: readonly Position[]; readonly incomplete: readonly Address[] }>

  /**
   * Histories over `range` only; a position that is older opens with what it was, and it may be undecided what it owed then. Good for ranking
   * with every change of the pool in `range`, which saves reading them again.
   */
  openedHistories(
    client: ChainClient,
    positions: readonly Position[],
    range: BlockRange,
    changes?: readonly LiquidityChange[],
  ): Promise<readonly PositionHistory[]>

  /**
   * The same histories, good for an owner's figures: what they owed when they opened is decided as far as it can be. Where that takes the
   * whole life of NFTs, it is read if a scan of it takes no more than `fewRequests`: by default always with archive state, never without;
   * no more than `fewFarmRequests` where it tells what farms paid and owe, by default always.
   */
  settleOpenings(
    client: ChainClient,
    histories: readonly PositionHistory[],
    range: BlockRange,
    options: { readonly hasArchiveState: boolean; readonly fewRequests?: number; readonly fewFarmRequests?: number },
  ): Promise<readonly PositionHistory[]>

  /**
   * The whole lives of all positions of the pool that some owners ever had in a farm, of those owners whom a farm paid in `range` or owes
   * something at its end; of nobody where a scan takes more than `fewRequests`, by default always.
   */
  farmedLives(
    client: ChainClient,
    pool: Pool,
    owners: readonly Address[],
    range: BlockRange,
    fewRequests?: number,
  ): Promise<FarmedLives>

  /** The whole lives, up to `toBlock`, of all positions of the pool that some owners had before `block`, whatever became of them. */
  earlierLives(
    client: ChainClient,
    pool: Pool,
    owners: readonly Address[],
    range: { readonly block: number; readonly toBlock: number },
  ): Promise<readonly PositionHistory[]>

  /** Whether farms owe an owner something, for which the pool can be the reason, at the end of a block; `null` where that is not known. */
  isOwedByFarms(client: ChainClient, pool: Pool, owner: Address, blockNumber: number): Promise<boolean | null>

  /**
   * The same histories, compared with what the pool itself logged in `range`: those that lack an event are marked as contradicted. `others`
   * are histories that explain some of its logs too.
   */
  comparedWithPool(
    client: ChainClient,
    pool: Pool,
    known: { readonly histories: readonly PositionHistory[]; readonly others: readonly PositionHistory[] },
    range: BlockRange,
  ): Promise<readonly PositionHistory[]>
}

/**
 * What a protocol tells, so that the accounting works: one folder and one line in the registry for each protocol.
 * Every read is bounded by the block it is given; nothing is read at "latest".
 */
export interface ProtocolAdapter {
  readonly protocol: ProtocolId
  readonly deployment: UniswapV3Deployment

  /**
   * Every position that `owner` holds or held up to `blockNumber`: open, emptied, closed, burned, staked, transferred in or out.
   */
  discover(client: ChainClient, owner: Address, blockNumber: number, hooks?: DiscoverHooks): Promise<Discovered>

  /** The whole life of each position up to `range.toBlock`, with beneficial owners. */
  history(client: ChainClient, positions: readonly Position[], range: BlockRange): Promise<readonly PositionHistory[]>

  /** State of each position at the end of `blockNumber`; `HistoryUnavailableError` where the node keeps no such state. */
  snapshot(client: ChainClient, positions: readonly Position[], blockNumber: number): Promise<readonly Snapshot[]>

  /**
   * The same from the state at a later block and the pool's logs since, to the last unit: for nodes without archive state. What cannot be
   * proven is absent. `ReplayError` where the logs do not lead to the pool's state, `LongScanError` where they are more than `limits`.
   */
  snapshotsFromLogs(
    client: ChainClient,
    pool: Pool,
    needs: readonly { readonly history: PositionHistory; readonly blockNumber: number }[],
    laterBlock: number,
    limits: ReplayLimits,
  ): Promise<readonly Snapshot[]>

  /**
   * From which block on `snapshotsFromLogs` can prove the states of positions, and how much of what is uncollected is principal, by id; a
   * position of which it never can is absent. No further back than `range.fromBlock` and than `limits` allow: `logsFromBlock` is the block
   * at whose end the logs that were read begin.
   */
  provenSince(
    client: ChainClient,
    pool: Pool,
    histories: readonly PositionHistory[],
    range: BlockRange,
    limits: ReplayLimits,
  ): Promise<{ readonly logsFromBlock: number; readonly blocks: ReadonlyMap<string, number> }>

  /**
   * The same histories, good for figures from the end of `range.fromBlock` on: what they owed when they opened is decided where the pool's logs
   * since `range.logsFromBlock` prove that it had been paid out by then.
   */
  settleByReplay(
    client: ChainClient,
    pool: Pool,
    histories: readonly PositionHistory[],
    range: BlockRange & { readonly logsFromBlock: number },
    limits: ReplayLimits,
  ): Promise<readonly PositionHistory[]>

  /** Every position that was in the pool up to `range.toBlock`, with its whole life. `LongScanError` where the pool's logs are more than `limits`. */
  holders(
    client: ChainClient,
    pool: Pool,
    range: BlockRange,
    limits?: { readonly fewRequests: number },
  ): Promise<Holders>

  /** Finds the pool's largest owner without reading its whole life. */
  readonly search: SearchAdapter

  /**
   * The block of the pool's `Initialize`; `null` when there is none up to `blockNumber`. Where `since` is given, it can stand for the first
   * block of a pool that is older.
   */
  firstBlock(
    client: ChainClient,
    pool: Pool,
    blockNumber: number,
    since?: Promise<number> | null,
  ): Promise<number | null>

  /** A pool's facts by its address; `null` when no pool of this deployment stands there. */
  pool(client: ChainClient, address: Address, blockNumber: number): Promise<Pool | null>

  /** Symbol and decimals of tokens, whatever they answer. */
  tokens(client: ChainClient, addresses: readonly Address[], blockNumber: number): Promise<readonly Token[]>

  /** The pool's state at the end of `blockNumber`; `HistoryUnavailableError` where the node keeps no such state. */
  poolState(client: ChainClient, pool: Pool, blockNumber: number): Promise<PoolState>

  /**
   * The pool's price at the end of each block, from its own `Swap` and `Initialize` logs: for nodes without archive state. A block before
   * `Initialize` has none. Where the pool's logs up to `reportBlock` are wanted for other things as well, they are shared with them.
   */
  pricesFromLogs(
    client: ChainClient,
    pool: Pool,
    blockNumbers: readonly number[],
    reportBlock?: number,
  ): Promise<ReadonlyMap<number, bigint>>

  /** The pool's state at the end of each block, from its own logs: for nodes without archive state. A block before `Initialize` has none. */
  statesFromLogs(
    client: ChainClient,
    pool: Pool,
    blockNumbers: readonly number[],
  ): Promise<ReadonlyMap<number, PoolState>>

  /** The same histories with what the pool really paid out in each collect, as the receipts' own logs say. */
  withPayouts(
    histories: readonly PositionHistory[],
    receipts: ReadonlyMap<Hex, TransactionReceipt>,
  ): readonly PositionHistory[]

  /**
   * The same histories, compared with the receipts of the owner's transactions: those that lack an event are marked as contradicted, and
   * every transaction that touched them is among their events or touches.
   */
  comparedWithReceipts(
    owner: Address,
    histories: readonly PositionHistory[],
    receipts: ReadonlyMap<Hex, TransactionReceipt>,
  ): readonly PositionHistory[]

  /** What `withPayouts` does, for all positions of one pool at once, from the pool's own logs of a range of blocks. */
  withPoolPayouts(
    client: ChainClient,
    pool: Pool,
    histories: readonly PositionHistory[],
    range: BlockRange,
  ): Promise<readonly PositionHistory[]>

  /** The address that a pool of two tokens (in any order) and a fee has, whether it exists or not. */
  poolAddress(tokens: readonly [Address, Address], feePpm: number): Address

  /** Ids of all positions of this deployment that a transaction touched, whoever owns them. */
  touchedPositions(receipt: TransactionReceipt): readonly string[]

  /** A position known by its id alone, good for `history` and nothing else: its pool and ticks are not looked up. */
  unplacedPosition(id: string): Position

  /** Approvals by `owner`: of the pools' tokens or of NFTs, for this deployment. Transactions that did something with a position as well are among them. */
  approvals(
    client: ChainClient,
    owner: Address,
    pools: readonly Pool[],
    range: BlockRange,
  ): Promise<readonly Approval[]>

  /** Reads at once what `claimableRewards` of many owners, with the same histories and block, then need not read for each of them. */
  prepareClaimableRewards(
    client: ChainClient,
    owned: readonly { readonly owner: Address; readonly histories: readonly PositionHistory[] }[],
    blockNumber: number,
  ): Promise<void>

  /** What farms would pay out for these positions to `owner` at the end of `blockNumber`. */
  claimableRewards(
    client: ChainClient,
    owner: Address,
    histories: readonly PositionHistory[],
    blockNumber: number,
  ): Promise<readonly ClaimableReward[]>
}
