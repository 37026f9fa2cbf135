import { computePerformance, type PerformanceResult } from '../accounting/computePerformance'
import type { Rates } from '../domain/performance'
import type { Pool } from '../domain/pool'
import type { PairText, ReportPerformance } from '../domain/report'
import { computeConcentration } from './computeConcentration'
import { computeGap } from './computeGap'
import { computeReportStrategy } from './computePoolSizeCurve'
import { computeSizeCurve, type SizeCurve } from './computeSizeCurve'
import { computeWhatIf, type WhatIf } from './computeWhatIf'
import { createWorkedExampleLedger, exampleWindow, type WorkedExampleChoices } from './workedExampleLedger'

/** The worked example of the method screen, with every figure that it explains. */
export interface WorkedExample {
  readonly pool: Pool
  readonly you: PerformanceResult
  readonly whale: PerformanceResult
  readonly gap: Rates
  readonly curve: SizeCurve | null
  /** Your capital in the whale's range. */
  readonly whatIf: WhatIf | null
  /** Capital of the whale, of you, and of three others who explain concentration. */
  readonly capitals: readonly number[]
  readonly concentration: ReturnType<typeof computeConcentration>
}

/** Owners who are in the example's pool besides the two, by their capital in dollars. */
const OTHERS = [400_000, 60_000, 5_000] as const

/** Computes the worked example with the very functions that every report goes through. */
export function computeWorkedExample(choices: WorkedExampleChoices): WorkedExample {
  const ledger = createWorkedExampleLedger(choices)
  const [you, whale] = [computePerformance(ledger.you), computePerformance(ledger.whale)]
  const [yours, theirs] = [createSide(you), createSide(whale)]
  const strategies = [yours, theirs].map((side) => computeReportStrategy(side, exampleWindow))
  const [yourStrategy = null, theirStrategy = null] = strategies
  const capitals = [whale, you].flatMap(({ averageCapital }) => averageCapital ?? [])
  return {
    pool: ledger.pool,
    you,
    whale,
    gap: computeGap(you.performance.rates, whale.performance.rates),
    curve: yourStrategy && computeSizeCurve(yourStrategy, theirStrategy),
    whatIf: computeWhatIf(yours, theirs),
    capitals: [...capitals, ...OTHERS],
    concentration: computeConcentration([...capitals, ...OTHERS]),
  }
}

type Side = Parameters<typeof computeWhatIf>[0] & Parameters<typeof computeReportStrategy>[0]

/** A side as a report would hold it. */
function createSide({ performance, averageCapital }: PerformanceResult): Side {
  const { value, rates, gas, amounts } = performance
  const pair = ([amount0, amount1]: readonly [bigint, bigint]): PairText => [String(amount0), String(amount1)]
  const texts: ReportPerformance['amounts'] = {
    deposited: pair(amounts.deposited),
    withdrawn: pair(amounts.withdrawn),
    principal: pair(amounts.principal),
    principalOwed: pair(amounts.principalOwed),
    feesCollected: pair(amounts.feesCollected),
    feesUncollected: pair(amounts.feesUncollected),
  }
  const { wei, notChargedWei, approvalsWei, ...counts } = gas
  return {
    value,
    rates,
    averageCapital,
    // Nothing is told of the rest of the pool's liquidity.
    shareOfPool: null,
    amounts: texts,
    gas: { ...counts, wei: String(wei), notChargedWei: String(notChargedWei), approvalsWei: String(approvalsWei) },
  }
}
