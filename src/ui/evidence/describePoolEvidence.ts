import type { Concentration, PoolSummary } from '../../domain/poolReport'
import { formatGini } from '../charts/lorenzModel'
import { formatCount, formatMoney, formatRateInWords, formatShare, unknown, type MoneyUnit } from '../format'
import { computeShareOf, describeEstimates, describeLargest, rateUnitOfWindow } from '../sentences/describePoolReport'
import type { EvidenceLine } from './describeEvidence'
import { numberFormat } from '../numberFormat'

/** Every figure of a pool's screen that can be asked "How is this computed?". */
export type PoolFigureId = 'whale' | 'owners' | 'top' | 'gini' | 'hhi' | 'cohorts' | 'place'

/** What stands behind one figure of a pool. */
export interface PoolEvidence {
  readonly title: string
  readonly definition: string
  /** The formula's parts, with their numbers. */
  readonly lines: readonly EvidenceLine[]
  readonly notes: readonly string[]
}

const spreads = ['capital', 'capitalYears', 'fees'] as const

/** What the columns of concentration are made of. */
export const spreadWords: Readonly<Record<(typeof spreads)[number], string>> = {
  capital: 'Capital now',
  capitalYears: 'Capital and time in the window',
  fees: 'Fees of the window',
}

type Describer = (report: PoolSummary, unit: MoneyUnit) => Omit<PoolEvidence, 'title'>

function listSpreads(report: PoolSummary, format: (spread: Concentration) => string): readonly EvidenceLine[] {
  return spreads.map((name) => ({
    label: `${spreadWords[name]}, ${formatCount(report.concentration[name].owners)} owners`,
    figure: format(report.concentration[name]),
  }))
}

function noteUnknown({ concentration }: PoolSummary): readonly string[] {
  const unknownOwners = Math.max(...spreads.map((name) => concentration[name].unknown))
  if (unknownOwners === 0) return []
  return [`${formatCount(unknownOwners)} owners are left out because a figure of theirs is unknown. None counts as 0.`]
}

const describeWhale: Describer = (report, unit) => {
  const { whale, whaleOwner, totals, coverage, phase } = report
  const ofAll = (label: string, total: number) =>
    phase === 'whale' ? [] : [{ label, figure: formatMoney(total, unit) }]
  const [pool, found] = [coverage.activeLiquidity?.pool, coverage.activeLiquidity?.found]
  const count = (text: string | undefined) => (text === undefined ? unknown : numberFormat().format(BigInt(text)))
  return {
    definition:
      'The owner with the most capital in the window, each amount counted for as long as it stayed. Liquidity that stays for one block never wins. All positions of one owner count together; a position in a farm belongs to its depositor.',
    lines: [
      { label: 'Capital × time in years', figure: formatMoney(whale?.capitalYears ?? null, unit) },
      { label: 'Capital now', figure: formatMoney(whaleOwner?.capital ?? null, unit) },
      ...ofAll('÷ capital of all owners', totals.capital),
      { label: 'Fees of the window', figure: formatMoney(whaleOwner?.fees ?? null, unit) },
      ...ofAll('÷ fees of all owners', totals.fees),
      { label: 'Liquidity in range of all positions found, in its own unit', figure: count(found) },
      { label: 'The pool’s own liquidity in range', figure: count(pool) },
    ],
    notes: [describeLargest(report)],
  }
}

const describeOwners: Describer = (report) => ({
  definition:
    'Each owner’s figures follow from the same ledger, the same prices and the same code as a wallet’s own report: fees collected and not yet collected, impermanent loss, rewards and gas, over the same window for everybody. Net rate is net per unit of capital and year.',
  lines: [
    { label: 'Owners with capital now or in the window', figure: formatCount(report.ownerCount) },
    { label: 'Transactions of theirs in the window', figure: formatCount(report.estimates.transactions) },
    { label: '– of which the gas is estimated', figure: formatCount(report.estimates.estimatedTransactions) },
    { label: 'Blocks at which something was valued', figure: formatCount(report.estimates.valuedBlocks) },
    { label: '– of which the prices were read', figure: formatCount(report.estimates.pricedBlocks) },
  ],
  notes: [
    ...describeEstimates(report),
    'Fees of all owners add up to what the pool’s swaps paid, less the protocol’s part, to within the rounding of one unit for each position.',
  ],
})

const describeTop: Describer = (report) => ({
  definition: 'What the owners with the most have together, as a share of what all owners have.',
  lines: [
    ...listSpreads(report, ({ top1 }) => `top 1: ${formatShare(top1)}`),
    ...listSpreads(report, ({ top5 }) => `top 5: ${formatShare(top5)}`).map(relabel),
    ...listSpreads(report, ({ top10 }) => `top 10: ${formatShare(top10)}`).map(relabel),
  ],
  notes: noteUnknown(report),
})

/** Lines are told apart by their labels. */
function relabel({ label, figure }: EvidenceLine): EvidenceLine {
  return { label: `${label}, ${figure.split(':')[0] ?? ''}`, figure }
}

const describeGini: Describer = (report) => ({
  definition:
    'One number for a whole Lorenz curve: twice the area between the curve and the line of equality. 0 means that all owners have the same, near 1 that one has everything.',
  lines: listSpreads(report, ({ gini }) => formatGini(gini)),
  notes: noteUnknown(report),
})

const describeHhi: Describer = (report) => ({
  definition:
    'The Herfindahl–Hirschman index: the sum of the squared shares of all owners. 1 means one owner; 1 divided by it is the number of owners of equal size that would be as concentrated.',
  lines: [
    ...listSpreads(report, ({ hhi }) => formatHhi(hhi)),
    ...listSpreads(report, ({ hhi }) => (hhi === null ? unknown : formatCount(1 / hhi))).map(({ label, figure }) => ({
      label: `${label}: as if of so many equal owners`,
      figure,
    })),
  ],
  notes: noteUnknown(report),
})

const describeCohorts: Describer = (report) => ({
  definition:
    'Owners sorted by their capital at the report’s block, in US dollars. Shares are of all owners’ capital now and of all fees of the window; the median net rate is the middle one of each group; below holding is the share of owners whose net is negative.',
  lines: [
    { label: 'Owners with known capital', figure: formatCount(report.cohorts.reduce((sum, it) => sum + it.owners, 0)) },
    {
      label: 'Owners whose net or net rate is unknown, left out of the last two columns',
      figure: formatCount(report.cohorts.reduce((sum, it) => sum + it.unknownNet, 0)),
    },
    {
      label: 'Owners without a rate, left out of the median: inside for no longer than one block',
      figure: formatCount(report.cohorts.reduce((sum, it) => sum + it.withoutRate, 0)),
    },
  ],
  notes: ['Who had left the pool by the end stands in a group of its own: no size says anything of them.'],
})

const describePlace: Describer = (report, unit) => ({
  definition: 'The share of owners with capital now whose capital is smaller; equal ones count half.',
  lines: [
    { label: 'Owners with capital now', figure: formatCount(report.concentration.capital.owners) },
    { label: 'Capital of all owners', figure: formatMoney(report.totals.capital, unit) },
    {
      label: 'Average capital',
      figure: formatMoney(computeShareOf(report.totals.capital, report.concentration.capital.owners), unit),
    },
  ],
  notes: noteUnknown(report),
})

const describers: Readonly<Record<PoolFigureId, { readonly title: string; readonly describe: Describer }>> = {
  whale: { title: 'The whale of this pool', describe: describeWhale },
  owners: { title: 'The owners’ figures', describe: describeOwners },
  top: { title: 'Shares of the largest', describe: describeTop },
  gini: { title: 'Inequality (Gini coefficient)', describe: describeGini },
  hhi: { title: 'Concentration (HHI)', describe: describeHhi },
  cohorts: { title: 'Owners by size', describe: describeCohorts },
  place: { title: 'Your place', describe: describePlace },
}

/** Describes what one figure of a pool was computed from: its definition, and its formula with numbers. */
export function describePoolEvidence(figure: PoolFigureId, report: PoolSummary, unit: MoneyUnit): PoolEvidence {
  const { title, describe } = describers[figure]
  return { title, ...describe(report, unit) }
}

/** A concentration index to three decimals; it is never zero, however many share. */
export function formatHhi(hhi: number | null): string {
  if (hhi === null) return unknown
  return hhi < 0.001 ? '<0.001' : hhi.toFixed(3)
}

/** A net rate in the words of the window: yearly, or daily where it is short. */
export function formatNetRate(netRate: number | null, window: PoolSummary['window']): string {
  return netRate === null ? unknown : formatRateInWords(netRate, rateUnitOfWindow(window))
}
