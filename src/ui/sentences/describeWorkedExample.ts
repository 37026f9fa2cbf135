import type { WorkedExample } from '../../comparison/computeWorkedExample'
import { EXAMPLE_DAYS } from '../../comparison/workedExampleLedger'
import { formatRangeWidth } from '../evidence/describeEvidence'
import {
  formatAmount,
  formatCounted,
  formatMoney,
  formatPoints,
  formatPrice,
  formatRate,
  formatRateInWords,
  formatShare,
  formatSize,
  moneyUnitOf,
  unknown,
} from '../format'
import { describeGap } from './describeGap'

const unit = moneyUnitOf('USD')
const money = (value: number | null) => formatMoney(value, unit)
const signed = (value: number | null) => formatMoney(value, unit, 'always')
const rate = (value: number | null) => formatRate(value, 'year')

type Owner = WorkedExample['you']

/** `a − b − c = d`, each with its sign and without a plus before the first. */
function formatSum(parts: readonly (number | null)[], format: (value: number | null) => string): string {
  return parts
    .map((part, index) => {
      const text = format(part)
      return index === 0 ? text : part !== null && part < 0 ? `− ${text.slice(1)}` : `+ ${text}`
    })
    .join(' ')
}

function describeFees({ performance, events }: Owner): string {
  const collects = events.filter(({ type }) => type === 'collect')
  const close = events.find(({ type }) => type === 'close')
  const collected = collects.map(({ feeValue }) => feeValue)
  return `${formatSum([...collected, close?.feeValue ?? null], money)} = ${signed(performance.value.fees)}: ${formatCounted(collects.length, 'collect')} at the prices of their days, and what waits now.`
}

function describeImpermanentLoss({ performance: { value, amounts } }: Owner): string {
  const [inside, held] = [amounts.principal, amounts.deposited].map(
    ([weth, usdc]) => `${formatPrice(Number(weth) / 1e18)} WETH and ${formatPrice(Number(usdc) / 1e6)} USDC`,
  )
  return `inside now are ${inside}, worth ${money(value.principal)}; you put in ${held}, now worth ${money(value.hodl)}; the difference is ${signed(value.impermanentLoss)}.`
}

function describeGas({ performance: { value, gas } }: Owner): string {
  const share =
    value.fees !== null && value.fees > 0 && value.gas !== null ? formatShare(-value.gas / value.fees) : unknown
  return `${formatCounted(gas.transactions, 'transaction')}, ${formatAmount(gas.wei, 18)} ETH, ${signed(value.gas)}: ${share} of the fees.`
}

function describeSize({ curve }: WorkedExample): string {
  if (curve === null) return `${unknown}.`
  const { you, breakEven, crossing } = curve
  const end =
    breakEven.you.kind === 'above'
      ? `your way of working beats holding above ${formatSize(breakEven.you.capital, unit)}`
      : `your way of working beats holding at ${breakEven.you.kind === 'always' ? 'any' : 'no'} size`
  const meeting =
    crossing === null
      ? 'The whale’s and yours never meet.'
      : `The whale’s and yours return the same at ${formatSize(crossing.capital, unit)}.`
  return `gas of ${money(you.gasPerYear)} a year and ${rate(you.grossRate)} before gas: ${end}. ${meeting}`
}

function describeWhatIf({ whatIf, whale }: WorkedExample): string {
  if (whatIf === null) return `${unknown}.`
  return `${money(whatIf.capital)} in the whale’s range: fees ${signed(whatIf.fees)} (the whale’s ${money(whale.performance.value.fees)} × ${money(whatIf.capitalYears)} ÷ ${money(whale.performance.value.capitalYears)}), at least ${signed(whatIf.feesAtLeast)}; with your own ${formatCounted(whatIf.withOwnGas.transactions, 'transaction')} ${rate(whatIf.withOwnGas.rates.net)} a year, with the whale’s ${whatIf.withOtherGas.transactions} ${rate(whatIf.withOtherGas.rates.net)}.`
}

function describeConcentration({ capitals, concentration: { top1, gini, hhi } }: WorkedExample): string {
  const figure = (value: number | null) => (value === null ? unknown : value.toFixed(2))
  const all = [...capitals].sort((a, b) => b - a).map(money)
  return `five owners with ${all.slice(0, -1).join(', ')} and ${all.at(-1)}: the largest has ${formatShare(top1)}, Gini is ${figure(gini)}, HHI ${figure(hhi)}.`
}

/** The worked example in words, one piece for each definition. All figures are computed; nothing here is written by hand. */
export function describeWorkedExample(example: WorkedExample) {
  const { you, whale, gap } = example
  const { value, rates, timeInRange } = you.performance
  const { rates: theirs, timeInRange: theirTime } = whale.performance
  const deposited = value.hodl === null || value.marketMove === null ? null : value.hodl - value.marketMove
  const againstHolding =
    value.fees === null || value.impermanentLoss === null ? null : value.fees + value.impermanentLoss
  const deposits = you.events
    .filter(({ type }) => type === 'deposit')
    .reduce((sum, event) => sum + (event.value ?? 0), 0)
  return {
    net: `${formatSum([value.fees, value.impermanentLoss, value.gas], money)} = ${signed(value.net)}.`,
    pnl: `holding made ${money(value.hodl)} − ${money(deposited)} = ${signed(value.marketMove)}; with net, ${signed(value.pnl)}.`,
    fees: describeFees(you),
    impermanentLoss: describeImpermanentLoss(you),
    gas: describeGas(you),
    capital: `${money(value.capitalYears)} of capital for a year, in ${EXAMPLE_DAYS} days: ${money(you.averageCapital)} on average. It changes a little at each collect, because it is valued anew.`,
    rates: `fees ${rate(rates.fees)}, impermanent loss ${rate(rates.impermanentLoss)}, gas ${rate(rates.gas)}: net ${rate(rates.net)} a year (${signed(value.net)} ÷ ${money(value.capitalYears)}).`,
    range: `you were in range for ${formatShare(timeInRange)} of the time, the whale for ${formatShare(theirTime)}; the whale’s range is ${formatRangeWidth(whale.rangeWidth)} wide.`,
    gap: `the whale’s net is ${rate(theirs.net)}, yours ${rate(rates.net)}: ${gap.net !== null && gap.net < 0 ? 'behind' : 'ahead'} by ${formatPoints(gap.net ?? Number.NaN, 'year')} points; fees ${points(gap.fees)}, impermanent loss ${points(gap.impermanentLoss)}, gas ${points(gap.gas)}. “${describeGap(gap, 'year') ?? 'Nothing lies between you.'}”`,
    size: describeSize(example),
    whatIf: describeWhatIf(example),
    concentration: describeConcentration(example),
    revert: `Against holding with gas it is ${signed(value.net)} at our prices.`,
    krystal: `Here ${signed(value.pnl)} ÷ ${money(deposits)} = ${value.pnl === null ? unknown : formatSharePlus(value.pnl / deposits)}, where our net rate is ${rates.net === null ? unknown : formatRateInWords(rates.net, 'year')}.`,
    metrix: `Here ${signed(againstHolding)} ÷ ${money(value.fees)} = ${formatShare(againstHolding === null || value.fees === null || value.fees === 0 ? null : againstHolding / value.fees)}.`,
  }
}

function points(difference: number | null): string {
  return formatRate(difference, 'year').replace(/\s?%$/u, '')
}

function formatSharePlus(share: number): string {
  return `${share > 0 ? '+' : ''}${formatShare(share)}`
}
