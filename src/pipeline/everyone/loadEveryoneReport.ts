import type { ChainClient } from '../../chain/chainClient'
import type { Missing } from '../../domain/coverage'
import type { PoolReport, PoolReportEstimates, PoolReportWhale } from '../../domain/poolReport'
import type { Address, BlockRef } from '../../domain/primitives'
import type { PoolReportRequest } from '../../domain/request'
import type { ProtocolAdapter } from '../../protocols/adapter'
import type { Pool } from '../../domain/pool'
import { formatPoolReport } from '../../report/formatPoolReport'
import { computeCoverage } from '../computeCoverage'
import { findPool } from '../findPool'
import { readAtHead } from '../readAtHead'
import type { ChainHooks } from '../readAtHead'
import { computeLongestPriceAge } from './choosePricedBlocks'
import { loadEveryone } from './loadEveryone'
import type { Everyone, EveryoneInput } from './loadEveryone'

/** What is read for single owners and blocks, of whom a busy pool has too many. */
export type EveryoneLimits = Pick<EveryoneInput, 'receiptLimit' | 'pricedBlockLimit'>

const LIMITS: EveryoneLimits = { receiptLimit: 300, pricedBlockLimit: 300 }
/** Sentences about what is missing of single owners; more are counted. */
const OWNER_SENTENCES = 8

export interface EveryoneHooks extends ChainHooks {
  /** Called with everybody's figures before their gas is read. */
  readonly onPartial: (report: PoolReport) => void
}

/**
 * Makes a pool's report: every owner, how concentrated capital and fees are, and the whale, at the chain's newest block.
 *
 * @throws UnknownPoolError when there is no such pool, CancelledError, and the endpoint's own named errors.
 */
export async function loadEveryoneReport(
  request: PoolReportRequest,
  hooks: EveryoneHooks,
  limits: EveryoneLimits = LIMITS,
): Promise<PoolReport> {
  const createdAt = Math.floor(Date.now() / 1000)
  const question = JSON.stringify(['everyone', request.pool, request.currency, request.window])
  const { value } = await readAtHead(request.chain, question, hooks, async (client, block) => {
    client.report({ step: 'Looking for the pool', done: 0, total: null, unit: 'contracts', secondsLeft: null })
    const { adapter, pool } = await findPool(client, { pool: request.pool }, block.number)
    const format = (everyone: Everyone) => formatEveryone(client, adapter, { pool, block, createdAt }, everyone)
    const everyone = await loadEveryone(client, adapter, {
      pool,
      block,
      currency: request.currency,
      windowChoice: request.window,
      ...limits,
      onPartial: (partial) => hooks.onPartial(format(partial)),
    })
    const report = format(everyone)
    const { activeLiquidity } = report.coverage
    const isContradicted =
      activeLiquidity?.found !== activeLiquidity?.pool ||
      everyone.figures.some(({ inconsistent }) => inconsistent.length > 0)
    if (isContradicted) client.cache?.doubtLogs()
    return report
  })
  return value
}

function formatEveryone(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pool, block, createdAt }: { readonly pool: Pool; readonly block: BlockRef; readonly createdAt: number },
  everyone: Everyone,
): PoolReport {
  const { window, state, holders, owners, figures, prices, gas, pricedBlocks, usdPerUnit } = everyone
  const { coverage, isWhaleProven } = computeCoverage({
    state,
    owners: { holders },
    missing: listMissing(everyone),
    whaleUnavailable: null,
  })
  return formatPoolReport({
    config: client.config,
    pool,
    deploymentName: adapter.deployment.name,
    block,
    window,
    state,
    prices,
    owners: owners.map(({ key, histories, needs }, index) => ({
      figures: figures[index] as Everyone['figures'][number],
      gasIsEstimate: gas?.estimated.has(key) ?? false,
      valueIsEstimate: needs.priceBlocks.some((blockNumber) => !pricedBlocks.has(blockNumber)),
      transactions: gas?.transactionsOf.get(key) ?? 0,
      positions: histories.length,
    })),
    whale: findWhale(everyone, isWhaleProven),
    coverage,
    estimates: countEstimates(everyone),
    usdPerUnit,
    createdAt,
  })
}

/** The owner with the most capital and time. "Largest" takes the proof, everybody's capital, and exact prices for the two largest. */
function findWhale({ owners, figures, pricedBlocks, isContract }: Everyone, isProven: boolean): PoolReportWhale | null {
  const ranked = figures
    .map(({ owner, capitalYears }, index) => ({ owner, capitalYears, needs: owners[index]?.needs }))
    .filter(({ capitalYears }) => capitalYears !== null && capitalYears > 0)
    .sort(
      (a, b) =>
        (b.capitalYears ?? 0) - (a.capitalYears ?? 0) || (a.owner.toLowerCase() < b.owner.toLowerCase() ? -1 : 1),
    )
  const [first] = ranked
  if (first === undefined) return null
  const isRankingKnown = figures.every(({ capitalYears }) => capitalYears !== null)
  const isExact = ranked.slice(0, 2).every(({ needs }) => needs?.priceBlocks.every((block) => pricedBlocks.has(block)))
  return {
    owner: first.owner,
    kind: isContract.get(first.owner.toLowerCase() as Address) === true ? 'contract' : 'account',
    claim: isProven && isRankingKnown && isExact ? 'largest' : 'largest found',
    capitalYears: first.capitalYears,
  }
}

/** What is missing of the holders' histories, the states and the prices, each thing once, and not a line for each of thousands of owners. */
function listMissing({ owners, figures, states, gas }: Everyone): readonly Missing[] {
  const ofOwners = new Map<string, Missing>()
  const isAboutGas = ({ what }: Missing) => what.startsWith('Gas of ')
  for (const { missing } of figures) {
    // Before the gas is read it is not missing.
    for (const item of missing) if (gas !== null || !isAboutGas(item)) ofOwners.set(`${item.what}\n${item.why}`, item)
  }
  for (const { histories } of owners) {
    for (const item of histories.flatMap(({ missing }) => missing ?? []))
      ofOwners.set(`${item.what}\n${item.why}`, item)
  }
  const all = [...ofOwners.values()]
  const rest = all.length - OWNER_SENTENCES
  return [
    ...states.missing,
    ...all.slice(0, OWNER_SENTENCES),
    ...(rest > 0
      ? [{ what: `${rest} more things of single owners or positions`, why: 'For reasons like those above.' }]
      : []),
  ]
}

function countEstimates({ owners, window, pricedBlocks, gas }: Everyone): PoolReportEstimates {
  const needed = new Set(owners.flatMap(({ needs }) => needs.priceBlocks))
  const blockAge = computeLongestPriceAge(needed, pricedBlocks)
  const secondsPerBlock = (window.toTimestamp - window.fromTimestamp) / Math.max(1, window.toBlock - window.fromBlock)
  return {
    transactions: gas?.transactions ?? 0,
    estimatedTransactions: gas?.estimatedTransactions ?? 0,
    estimatedGasOwners: gas?.estimated.size ?? 0,
    valuedBlocks: needed.size,
    pricedBlocks: [...needed].filter((blockNumber) => pricedBlocks.has(blockNumber)).length,
    longestPriceAge: Math.round(blockAge * secondsPerBlock),
  }
}
