import type { Account } from '../accounting/computeAccount'
import type { PerformanceAmounts, PerformanceValue } from '../domain/performance'
import type { Pair } from '../domain/primitives'
import type { PairText, ReportPerformance } from '../domain/report'

/** Writes an account as it stands in a report: amounts as decimal strings, values as they are, `null` for unknown. */
export function formatReportPerformance(account: Account, shareOfPool: number | null): ReportPerformance {
  const { performance, averageCapital, rangeWidth, reRanges, ranges, events, transactions } = account
  const { owner, amounts, unknownAmounts, rewards, gas, value, rates, timeInRange } = performance
  return {
    owner,
    amounts: formatAmounts(amounts),
    rewards: rewards.map(({ token, amount }) => ({ token, amount: amount.toString() })),
    gas: {
      wei: gas.wei.toString(),
      transactions: gas.transactions,
      notChargedWei: gas.notChargedWei.toString(),
      approvalsWei: gas.approvalsWei.toString(),
      incomplete: gas.incomplete,
    },
    value,
    rates,
    timeInRange,
    ...(unknownAmounts === undefined ? {} : { unknownAmounts }),
    averageCapital,
    shareOfPool,
    gasShareOfFees: computeGasShareOfFees(value),
    rangeWidth,
    reRanges,
    ranges,
    evidence: { events, transactions },
  }
}

function formatAmounts(amounts: PerformanceAmounts): ReportPerformance['amounts'] {
  return {
    deposited: formatPair(amounts.deposited),
    withdrawn: formatPair(amounts.withdrawn),
    principal: formatPair(amounts.principal),
    principalOwed: formatPair(amounts.principalOwed),
    feesCollected: formatPair(amounts.feesCollected),
    feesUncollected: formatPair(amounts.feesUncollected),
  }
}

function formatPair([amount0, amount1]: Pair): PairText {
  return [amount0.toString(), amount1.toString()]
}

/** `|gas| / fees`; `null` without fees, or when one of the two is unknown. */
export function computeGasShareOfFees({ gas, fees }: Pick<PerformanceValue, 'gas' | 'fees'>): number | null {
  return gas === null || fees === null || fees <= 0 ? null : Math.abs(gas) / fees
}
