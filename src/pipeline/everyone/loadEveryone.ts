import { computeOwnerFigures } from '../../accounting/computeOwnerFigures'
import type { OwnerFigures } from '../../accounting/computeOwnerFigures'
import { computeCapitalYears } from '../../accounting/computeCapitalYears'
import type { ChainClient } from '../../chain/chainClient'
import { fetchIsContract } from '../../chain/fetchIsContract'
import type { GasCharge } from '../../domain/gas'
import type { Window } from '../../domain/performance'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool, PoolState } from '../../domain/pool'
import type { PriceTable } from '../../domain/prices'
import { priceKey } from '../../domain/prices'
import type { Address, BlockRef, Currency } from '../../domain/primitives'
import type { PoolWindowChoice } from '../../domain/request'
import { loadPriceTable } from '../../prices/loadPriceTable'
import type { Holders, ProtocolAdapter } from '../../protocols/adapter'
import { rankOwners } from '../../whales/rankOwners'
import { computePoolUnits } from '../computePoolUnits'
import { computeSteppedPrices } from '../computeSteppedPrices'
import { keepFailure } from '../keepFailure'
import type { Outcome } from '../keepFailure'
import { contradictStaked } from '../loadClaimable'
import { startBlockSearch } from '../loadWindow'
import { loadPoolContext } from '../poolContext'
import type { PoolContext } from '../poolContext'
import type { WhaleSearch } from '../searchWhale'
import { startHolders } from '../startHolders'
import { choosePricedBlocks } from './choosePricedBlocks'
import { loadEveryonesGas } from './loadEveryonesGas'
import type { EveryonesGas } from './loadEveryonesGas'
import { loadEveryonesStates } from './loadEveryonesStates'
import type { EveryonesStates } from './loadEveryonesStates'
import { searchEveryone } from './searchEveryone'
import { listWindowOwners } from './windowOwner'
import type { WindowOwner } from './windowOwner'

/** Owners of whom the screen says whether they are contracts. */
const SHOWN_OWNERS = 25

export interface EveryoneInput {
  readonly pool: Pool
  readonly block: BlockRef
  readonly currency: Currency
  readonly windowChoice: PoolWindowChoice
  /** Receipts that are read at most; the gas of all other transactions is estimated. */
  readonly receiptLimit: number
  /** Blocks whose prices are read at most; at all others the nearest earlier price that was read counts. */
  readonly pricedBlockLimit: number
  /** Requests at most for positions' whole lives, where only these tell how an owner's fees are to be counted; without, the fees are unknown. */
  readonly lifeRequestLimit: number
  /** Called with the largest owner while everybody else is still being looked for, where the pool's life is too long to be read. */
  readonly onWhale: (found: FoundWhale) => void
  /** Called with everybody's figures before their gas is read, and then with it where older events are still to be read. */
  readonly onPartial: (everyone: Everyone, phase: 'everyone' | 'settling') => void
}

/** The largest owner of a pool while the others are not known. */
export interface FoundWhale {
  readonly window: Window
  readonly state: PoolState
  readonly prices: PriceTable
  readonly search: WhaleSearch
}

/** Every owner of a pool with their figures over a window, and what these rest on. */
export interface Everyone {
  readonly window: Window
  readonly state: PoolState
  /** Everybody who was ever in the pool, or what a search of the window found. */
  readonly found: { readonly holders: Holders } | { readonly search: WhaleSearch }
  readonly owners: readonly WindowOwner[]
  /** In the order of `owners`. */
  readonly figures: readonly OwnerFigures[]
  readonly prices: PriceTable
  /** Blocks whose prices were read. */
  readonly pricedBlocks: ReadonlySet<number>
  /** `null` while it is not read. */
  readonly gas: EveryonesGas | null
  readonly states: EveryonesStates
  /** Lower-case addresses of owners of whom it is known. */
  readonly isContract: ReadonlyMap<Address, boolean>
  /** Price of the report's currency in US dollars at the report's block; `null` where it is unknown. */
  readonly usdPerUnit: number | null
}

/**
 * Reads and computes what every owner of a pool earned over a window.
 *
 * The pool's whole life is read where that takes few requests; else its owners are searched for, the largest first.
 */
export async function loadEveryone(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: EveryoneInput,
): Promise<Everyone> {
  const { pool, block, windowChoice } = input
  const holders = keepFailure(startHolders(client, adapter, pool, block.number))
  try {
    const context = await loadPoolContext(client, adapter, {
      pool,
      block,
      windowChoice,
      currency: input.currency,
      blockSearch: startBlockSearch(client, windowChoice, block),
      you: null,
      chosenWhale: null,
      withSeries: false,
    })
    return await loadOwners(context, input, holders)
  } finally {
    // A pool that has failed leaves nothing behind that goes on reading.
    await holders
  }
}

async function loadOwners(
  context: PoolContext,
  input: EveryoneInput,
  holdersLoading: Promise<Outcome<Holders | null>>,
): Promise<Everyone> {
  const { client, adapter, window, prices, sampleBlocks } = context
  const { pool, block } = input
  const [state, usdPerUnit] = await Promise.all([
    adapter.poolState(client, pool, block.number),
    loadUsdPerUnit(client, adapter, input),
    prices.load(sampleBlocks),
  ])
  const known = { state, usdPerUnit }
  const holders = await holdersLoading
  if ('failure' in holders) throw holders.failure
  if (holders.value !== null) {
    const everyone = await loadFigures(context, input, { ...known, found: { holders: holders.value } })
    input.onPartial(everyone, 'everyone')
    return await addGas(context, input, everyone)
  }
  const onWhale = (search: WhaleSearch) => input.onWhale({ window, state, prices: prices.table, search })
  const { search, settleRest } = await searchEveryone(context, state, {
    lifeRequestLimit: input.lifeRequestLimit,
    onWhale,
  })
  const first = await loadFigures(context, input, { ...known, found: { search } })
  input.onPartial(first, 'everyone')
  const withGas = await addGas(context, input, first)
  if (settleRest === null) return withGas
  input.onPartial(withGas, 'settling')
  const rest = await settleRest()
  const settled = await loadFigures(context, input, { ...known, found: { search: { ...search, ...rest } } })
  return await addGas(context, input, settled)
}

/** Everybody's figures without their gas. */
async function loadFigures(
  context: PoolContext,
  input: EveryoneInput,
  known: Pick<Everyone, 'state' | 'found' | 'usdPerUnit'>,
): Promise<EveryoneBefore> {
  const { client, adapter, window, prices, sampleBlocks } = context
  const { pool, block } = input
  const { found } = known
  const lives = 'search' in found ? found.search.histories : found.holders.histories
  const histories = await adapter.withPoolPayouts(client, pool, lives, window)
  const owners = rankRoughly(listWindowOwners(histories, window), pool, window, prices.table)

  const pricedBlocks = choosePricedBlocks(
    sampleBlocks,
    owners.map(({ needs }) => needs.priceBlocks),
    Math.max(input.pricedBlockLimit, sampleBlocks.length),
  )
  const [states, isContract] = await Promise.all([
    loadEveryonesStates(context, owners),
    fetchIsContract(
      client,
      owners.slice(0, SHOWN_OWNERS).map(({ owner }) => owner),
      block.number,
    ),
    prices.load(pricedBlocks),
  ])
  const rewards = states.rewardTokens.map(({ address }) => address)
  if (rewards.length > 0) await prices.load(pricedBlocks, rewards)
  const table = computeSteppedPrices(
    prices.table,
    pool,
    owners.flatMap(({ needs }) => needs.priceBlocks),
  )
  const positionIds = new Set(histories.map(({ position }) => position.id))
  const shared = { ...known, window, owners, prices: table, pricedBlocks, states, isContract, positionIds }
  return { ...shared, figures: computeAllFigures({ ...shared, pool }, new Map()), gas: null }
}

async function addGas(
  { client, adapter, window }: PoolContext,
  input: EveryoneInput,
  everyone: EveryoneBefore,
): Promise<Everyone> {
  const { owners, positionIds } = everyone
  const { receiptLimit, pool } = input
  const gas = await loadEveryonesGas(client, adapter, { owners, poolPositions: positionIds, window, receiptLimit })
  return { ...everyone, figures: computeAllFigures({ ...everyone, pool }, gas.chargesOf), gas }
}

/** What everybody's gas is added to. */
interface EveryoneBefore extends Everyone {
  /** Of all positions of the pool that were found. */
  readonly positionIds: ReadonlySet<string>
}

function computeAllFigures(
  everyone: Pick<Everyone, 'owners' | 'window' | 'prices' | 'states'> & { readonly pool: Pool },
  chargesOf: ReadonlyMap<string, readonly GasCharge[]>,
): readonly OwnerFigures[] {
  return everyone.owners.map((owner) => computeFigures(owner, { ...everyone, chargesOf }))
}

/** Sizes are told in US dollars, whatever the report's currency. */
async function loadUsdPerUnit(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pool, block, currency }: EveryoneInput,
): Promise<number | null> {
  if (currency === 'USD') return 1
  const { quotes } = await loadPriceTable(client, adapter, {
    pool,
    currency: 'USD',
    tokens: [],
    blockNumbers: [block.number],
    reportBlock: block.number,
  })
  const unit = { ETH: client.config.wrappedNative.address, token0: pool.token0.address, token1: pool.token1.address }
  return quotes.get(priceKey(unit[currency], block.number))?.value ?? null
}

/**
 * Sorts owners by capital and time, largest first, with the nearest earlier samples of the price; in the pool's own units where prices
 * are unknown. What is read exactly, is read for the largest first.
 */
function rankRoughly(
  owners: readonly WindowOwner[],
  pool: Pool,
  window: Window,
  prices: PriceTable,
): readonly WindowOwner[] {
  const blocks = owners.flatMap(({ needs }) => needs.priceBlocks)
  const units = computePoolUnits(pool, computeSteppedPrices(prices, pool, blocks))
  const byKey = new Map(owners.map((owner) => [owner.key, owner]))
  const histories = [...new Set(owners.flatMap((owner) => owner.histories))]
  const ranked = rankOwners(histories, null, (owner) => {
    const known = byKey.get(owner.toLowerCase())
    return known ? computeCapitalYears({ owner, window, histories: known.histories, ...units }) : 0
  }).flatMap(({ owner }) => byKey.get(owner.toLowerCase()) ?? [])
  const listed = new Set(ranked)
  // Who had no capital for any time can still have collected, or paid gas.
  return [...ranked, ...owners.filter((owner) => !listed.has(owner))]
}

function computeFigures(
  { key, owner, histories: own, farmed }: WindowOwner,
  shared: {
    readonly pool: Pool
    readonly window: Window
    readonly prices: PriceTable
    readonly states: EveryonesStates
    readonly chargesOf: ReadonlyMap<string, readonly GasCharge[]>
  },
): OwnerFigures {
  const { pool, window, prices, states, chargesOf } = shared
  const claimable = states.claimableOf.get(key)
  const isOwed = ({ position }: PositionHistory) =>
    claimable === null ||
    claimable?.some(({ positionId, amount }) => positionId === position.id && amount > 0n) === true
  // What ended before the window has no other part in it than what a farm still owes for it.
  const histories = [...own, ...farmed.filter(isOwed)]
  return computeOwnerFigures({
    owner,
    pool,
    window,
    histories: claimable === null ? contradictStaked(histories) : histories,
    snapshots: new Map(histories.flatMap(({ position }) => states.snapshotsOf.get(position.id) ?? [])),
    prices,
    gas: chargesOf.get(key) ?? [],
    claimable: claimable ?? [],
    rewardTokens: states.rewardTokens,
  })
}
