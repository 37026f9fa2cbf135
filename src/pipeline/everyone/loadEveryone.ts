import { computeOwnerFigures } from '../../accounting/computeOwnerFigures'
import type { OwnerFigures } from '../../accounting/computeOwnerFigures'
import { computeCapitalYears } from '../../accounting/computeCapitalYears'
import type { ChainClient } from '../../chain/chainClient'
import { fetchHasArchiveState } from '../../chain/fetchHasArchiveState'
import { fetchIsContract } from '../../chain/fetchIsContract'
import type { GasCharge } from '../../domain/gas'
import type { Window } from '../../domain/performance'
import type { Pool, PoolState } from '../../domain/pool'
import type { PriceTable } from '../../domain/prices'
import { priceKey } from '../../domain/prices'
import type { Address, BlockRef, Currency } from '../../domain/primitives'
import type { PoolWindowChoice } from '../../domain/request'
import { loadPriceTable } from '../../prices/loadPriceTable'
import type { Holders, ProtocolAdapter } from '../../protocols/adapter'
import { rankOwners } from '../../whales/rankOwners'
import { computePoolUnits } from '../computePoolUnits'
import { computeSampleBlocks } from '../computeSampleBlocks'
import { computeSteppedPrices } from '../computeSteppedPrices'
import { loadWindow, startBlockSearch } from '../loadWindow'
import { PoolPrices } from '../poolPrices'
import { choosePricedBlocks } from './choosePricedBlocks'
import { contradictStaked } from '../loadClaimable'
import { loadEveryonesGas } from './loadEveryonesGas'
import type { EveryonesGas } from './loadEveryonesGas'
import { loadEveryonesStates } from './loadEveryonesStates'
import type { EveryonesStates } from './loadEveryonesStates'
import { listWindowOwners } from './windowOwner'
import type { WindowOwner } from './windowOwner'

/** Points at which the first ranking of owners values their capital. */
const RANKING_SAMPLES = 16
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
  /** Called with everybody's figures before their gas is read. */
  readonly onPartial: (everyone: Everyone) => void
}

/** Every owner of a pool with their figures over a window, and what these rest on. */
export interface Everyone {
  readonly window: Window
  readonly state: PoolState
  readonly holders: Holders
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

/** Reads and computes what every owner of a pool earned over a window. */
export async function loadEveryone(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: EveryoneInput,
): Promise<Everyone> {
  const { pool, block, currency } = input
  const range = { fromBlock: 0, toBlock: block.number }
  const [holders, state, window] = await Promise.all([
    adapter.holders(client, pool, range),
    adapter.poolState(client, pool, block.number),
    loadPoolWindow(client, adapter, input),
  ])
  const histories = await adapter.withPoolPayouts(client, pool, holders.histories, window)
  const found = { ...holders, histories }
  const prices = new PoolPrices(client, adapter, { pool, currency, reportBlock: block.number })
  const samples = computeSampleBlocks(window.fromBlock, window.toBlock, [], RANKING_SAMPLES)
  const [usdPerUnit, hasArchiveState] = await Promise.all([
    loadUsdPerUnit(client, adapter, input),
    fetchHasArchiveState(client, pool.address, window.fromBlock),
    prices.load(samples),
  ])
  const owners = rankRoughly(listWindowOwners(histories, window), pool, window, prices.table)

  const pricedBlocks = choosePricedBlocks(
    samples,
    owners.map(({ needs }) => needs.priceBlocks),
    Math.max(input.pricedBlockLimit, samples.length),
  )
  const [states, isContract] = await Promise.all([
    loadEveryonesStates(client, adapter, owners, window, hasArchiveState),
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
  const compute = (chargesOf: ReadonlyMap<string, readonly GasCharge[]>) =>
    owners.map((owner) => computeFigures(owner, { pool, window, prices: table, states, chargesOf }))
  const shared = { window, state, holders: found, owners, prices: table, pricedBlocks, states, isContract, usdPerUnit }
  input.onPartial({ ...shared, figures: compute(new Map()), gas: null })

  const gas = await loadEveryonesGas(client, adapter, {
    owners,
    poolPositions: new Set(histories.map(({ position }) => position.id)),
    window,
    receiptLimit: input.receiptLimit,
  })
  return { ...shared, figures: compute(gas.chargesOf), gas }
}

function loadPoolWindow(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pool, block, windowChoice }: EveryoneInput,
): Promise<Window> {
  const loadFirstPoolBlock = async () => (await adapter.firstBlock(client, pool, block.number)) ?? block.number
  const search = startBlockSearch(client, windowChoice, block)
  return loadWindow(client, windowChoice, [], loadFirstPoolBlock, search, block)
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
  { key, owner, histories }: WindowOwner,
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
