import { computeFoundFigures } from '../../accounting/computeFoundFigures'
import type { Coverage, Missing } from '../../domain/coverage'
import type { PoolReport, PoolReportEstimates, PoolReportPhase, PoolReportWhale } from '../../domain/poolReport'
import type { OwnerFigures } from '../../accounting/computeOwnerFigures'
import { isSameAddress } from '../../domain/primitives'
import type { Address } from '../../domain/primitives'
import type { PoolReportRequest } from '../../domain/request'
import { isFirstCertain } from '../../whales/isFirstCertain'
import { formatPoolReport } from '../../report/formatPoolReport'
import type { PoolReportInput } from '../../report/formatPoolReport'
import { computeCoverage } from '../computeCoverage'
import { findPool } from '../findPool'
import { readAtHead } from '../readAtHead'
import type { ChainHooks } from '../readAtHead'
import type { WhaleSearch } from '../searchWhale'
import { computeLongestPriceAge } from './choosePricedBlocks'
import { loadEveryone } from './loadEveryone'
import type { Everyone, EveryoneInput, FoundWhale } from './loadEveryone'

/** What is read for single owners and blocks, of whom a busy pool has too many. */
export type EveryoneLimits = Pick<EveryoneInput, 'receiptLimit' | 'pricedBlockLimit' | 'lifeRequestLimit'>

const LIMITS: EveryoneLimits = { receiptLimit: 300, pricedBlockLimit: 300, lifeRequestLimit: 1_500 }
/** Sentences about what is missing of single owners; more are counted. */
const OWNER_SENTENCES = 8

export interface EveryoneHooks extends ChainHooks {
  /** Called with each phase's report as soon as it is known; `whale` can come several times, `settling` is left out where nothing is left to read. */
  readonly onPartial: (report: PoolReport, phase: Exclude<PoolReportPhase, 'finished'>) => void
}

/**
 * Makes a pool's report: every owner, how concentrated capital and fees are, and the whale, at the chain's newest block.
 *
 * @throws UnknownPoolError when there is no such pool, CancelledError, and the endpoint's own named errors.
 */
export async function loadEveryoneReport(
  request: PoolReportRequest,
  hooks: EveryoneHooks,
  limits: Partial<EveryoneLimits> = {},
): Promise<PoolReport> {
  const createdAt = Math.floor(Date.now() / 1000)
  const question = JSON.stringify(['everyone', request.pool, request.currency, request.window])
  const { value } = await readAtHead(request.chain, question, hooks, async (client, block) => {
    client.report({ step: 'Looking for the pool', done: 0, total: null, unit: 'contracts', secondsLeft: null })
    const { adapter, pool } = await findPool(client, { pool: request.pool }, block.number)
    const head = { config: client.config, pool, deploymentName: adapter.deployment.name, block, createdAt }
    const everyone = await loadEveryone(client, adapter, {
      pool,
      block,
      currency: request.currency,
      windowChoice: request.window,
      ...LIMITS,
      ...limits,
      onWhale: (found) => {
        const report = formatFoundWhale(head, found)
        if (report !== null) hooks.onPartial(report, 'whale')
      },
      onPartial: (partial, phase) => hooks.onPartial(formatEveryone(head, partial), phase),
    })
    const report = formatEveryone(head, everyone)
    if (isContradicted(everyone, report)) client.cache?.doubtLogs()
    return report
  })
  return value
}

/** Whether logs do not add up to what the contracts say. */
function isContradicted({ found, figures }: Everyone, { coverage: { activeLiquidity } }: PoolReport): boolean {
  if (figures.some(({ inconsistent }) => inconsistent.length > 0)) return true
  return 'search' in found ? !found.search.isConsistent : activeLiquidity?.found !== activeLiquidity?.pool
}

/** What is known before anything of the owners is. */
type ReportHead = Pick<PoolReportInput, 'config' | 'pool' | 'deploymentName' | 'block' | 'createdAt'>

/** The largest owner alone; `null` where there is nobody. */
function formatFoundWhale(head: ReportHead, { window, state, prices, search }: FoundWhale): PoolReport | null {
  if (!('side' in search.whale)) return null
  const { result } = search.whale.side
  const covered = computeCoverage({
    state,
    owners: { search },
    missing: [...search.whale.side.missing, ...result.missing],
    whaleUnavailable: null,
  })
  const figures = computeFoundFigures(result)
  const whale = formatSearchedWhale(search, covered.isWhaleProven, figures)
  return formatPoolReport({
    ...head,
    window,
    state,
    prices,
    owners: [
      {
        figures,
        gasIsEstimate: false,
        valueIsEstimate: false,
        transactions: result.transactions.length,
        positions: result.positions.length,
      },
    ],
    whale,
    coverage: withProofOf(whale, covered),
    estimates: NOTHING_ESTIMATED,
    usdPerUnit: null,
  })
}

const NOTHING_ESTIMATED: PoolReportEstimates = {
  transactions: 0,
  estimatedTransactions: 0,
  estimatedGasOwners: 0,
  valuedBlocks: 0,
  pricedBlocks: 0,
  longestPriceAge: 0,
}

/** @param own figures of the largest owner by all that is known of them: where their logs are contradicted, so is what the search valued. */
function formatSearchedWhale(
  { whale }: WhaleSearch,
  isProven: boolean,
  own: OwnerFigures | undefined,
): PoolReportWhale | null {
  if (!('chosen' in whale)) return null
  const { owner, kind } = whale.chosen
  const capitalYears = own?.capitalYears === null ? null : whale.chosen.capitalYears
  const isSure = isProven && whale.isRankingKnown && capitalYears !== null
  return { owner, kind, claim: isSure ? 'largest' : 'largest found', capitalYears }
}

/** What a search proves does not prove who is the largest where their capital could not be told exactly. */
function withProofOf(
  whale: PoolReportWhale | null,
  { coverage: { proof, ...coverage }, isWhaleProven }: ReturnType<typeof computeCoverage>,
): Coverage {
  const fits = whale?.claim === 'largest' || !isWhaleProven
  return proof !== undefined && fits ? { ...coverage, proof } : coverage
}

function formatEveryone(head: ReportHead, everyone: Everyone): PoolReport {
  const { window, state, found, owners, figures, prices, gas, pricedBlocks, usdPerUnit } = everyone
  const covered = computeCoverage({
    state,
    owners: found,
    missing: listMissing(everyone),
    whaleUnavailable: null,
  })
  const whale = findWhale(everyone, covered.isWhaleProven)
  return formatPoolReport({
    ...head,
    window,
    state,
    prices,
    owners: owners.map(({ key, positions, needs }, index) => ({
      figures: figures[index] as Everyone['figures'][number],
      gasIsEstimate: gas?.estimated.has(key) ?? false,
      valueIsEstimate: needs.priceBlocks.some((blockNumber) => !pricedBlocks.has(blockNumber)),
      transactions: gas?.transactionsOf.get(key) ?? 0,
      positions,
    })),
    whale,
    coverage: withProofOf(whale, covered),
    estimates: countEstimates(everyone),
    usdPerUnit,
  })
}

/** The owner with the most capital and time. "Largest" takes the proof, everybody's capital, and exact prices for whoever may be it. */
function findWhale(everyone: Everyone, isProven: boolean): PoolReportWhale | null {
  const { found, owners, figures, pricedBlocks, isContract } = everyone
  // A search has valued the largest exactly, and knows whether somebody was left out.
  if ('search' in found && (isProven || found.search.unexplainedShare !== 0)) {
    const { whale } = found.search
    const own = 'chosen' in whale ? figures.find(({ owner }) => isSameAddress(owner, whale.chosen.owner)) : undefined
    return formatSearchedWhale(found.search, isProven, own)
  }
  const ranked = figures
    .map(({ owner, capitalYears }, index) => ({
      owner,
      capitalYears,
      isExact: owners[index]?.needs.priceBlocks.every((block) => pricedBlocks.has(block)) === true,
    }))
    .filter(({ capitalYears }) => capitalYears !== null && capitalYears > 0)
    .sort(
      (a, b) =>
        (b.capitalYears ?? 0) - (a.capitalYears ?? 0) || (a.owner.toLowerCase() < b.owner.toLowerCase() ? -1 : 1),
    )
  const [first] = ranked
  if (first === undefined) return null
  const isRankingKnown = figures.every(({ capitalYears }) => capitalYears !== null)
  return {
    owner: first.owner,
    kind: isContract.get(first.owner.toLowerCase() as Address) === true ? 'contract' : 'account',
    claim: isProven && isRankingKnown && isFirstCertain(ranked) ? 'largest' : 'largest found',
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
