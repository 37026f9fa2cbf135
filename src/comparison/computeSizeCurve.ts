import { SECONDS_PER_YEAR } from '../accounting/secondsPerYear'
import type { Rates } from '../domain/performance'

/** A way of working: what it earns per unit of capital before gas, and what gas it costs in a year whatever the capital. */
export interface Strategy {
  /** `r.fees + r.impermanentLoss + r.rewards`, as a fraction per year. */
  readonly grossRate: number
  /** Gas per year in the report's currency; zero or positive. */
  readonly gasPerYear: number
  /** The capital it really worked with, on average over the window. */
  readonly averageCapital: number
}

/** At which capital a strategy earns more than holding. */
export type BreakEven =
  { readonly kind: 'above'; readonly capital: number } | { readonly kind: 'always' } | { readonly kind: 'never' }

/** A capital at which two strategies earn the same rate. */
export interface Crossing {
  readonly capital: number
  readonly netRate: number
  /** Which of the two earns more above that capital. */
  readonly betterAbove: 'you' | 'whale'
}

export interface SizePoint {
  readonly capital: number
  readonly you: number
  /** `null` where there is no whale. */
  readonly whale: number | null
}

/** "Same rates, other size": both strategies over capital, where each breaks even, and where they cross. */
export interface SizeCurve {
  readonly you: Strategy
  readonly whale: Strategy | null
  /** From small to large, even on a logarithmic axis; both own capitals, the break-evens and the crossing are among them. */
  readonly points: readonly SizePoint[]
  readonly breakEven: { readonly you: BreakEven; readonly whale: BreakEven | null }
  readonly crossing: Crossing | null
  /** What the whale's way of working would have returned at your capital, and yours at the whale's. */
  readonly whaleAtYourSize: number | null
  readonly youAtWhaleSize: number | null
}

/** What a strategy follows from: one side's figures over the window. */
export interface StrategyInput {
  readonly rates: Rates
  /** Signed value of gas over the window: zero or negative. */
  readonly gas: number | null
  readonly averageCapital: number | null
  readonly windowSeconds: number
}

/** Computes a strategy: gas is spread over the window's years. `null` when a part is unknown, or there was no capital or no time. */
export function computeStrategy({ rates, gas, averageCapital, windowSeconds }: StrategyInput): Strategy | null {
  const { fees, impermanentLoss, rewards } = rates
  if (fees === null || impermanentLoss === null || rewards === null || gas === null || averageCapital === null)
    return null
  if (!(averageCapital > 0) || !(windowSeconds > 0)) return null
  return {
    grossRate: fees + impermanentLoss + rewards,
    gasPerYear: Math.abs(gas) / (windowSeconds / SECONDS_PER_YEAR),
    averageCapital,
  }
}

/** `netRate(S) = r.fees + r.impermanentLoss + r.rewards - |G| / S`. Rises with capital, towards the rate without gas. */
export function computeNetRate({ grossRate, gasPerYear }: Strategy, capital: number): number {
  return grossRate - gasPerYear / capital
}

/** Computes from which capital on a strategy beats holding: where its net rate crosses zero. */
export function computeBreakEven({ grossRate, gasPerYear }: Strategy): BreakEven {
  if (!(grossRate > 0)) return { kind: 'never' }
  const capital = gasPerYear / grossRate
  if (gasPerYear === 0) return { kind: 'always' }
  return Number.isFinite(capital) ? { kind: 'above', capital } : { kind: 'never' }
}

/**
 * Computes where two strategies earn the same: `S = (G_you - G_whale) / (r_you - r_whale)`.
 *
 * `null` when one is better at every size, or they are the same everywhere.
 */
export function computeCrossing(you: Strategy, whale: Strategy): Crossing | null {
  const rateDifference = you.grossRate - whale.grossRate
  const capital = (you.gasPerYear - whale.gasPerYear) / rateDifference
  if (!Number.isFinite(capital) || !(capital > 0)) return null
  return { capital, netRate: computeNetRate(you, capital), betterAbove: rateDifference > 0 ? 'you' : 'whale' }
}

/**
 * Computes the net rate of both strategies over capital. Each curve passes through its owner's own point: the net rate at its
 * average capital.
 *
 * The axis spans both capitals, the break-evens and the crossing with half a decade to spare on either side, at most twelve
 * decades around the two capitals.
 *
 * @param whale `null` where there is nobody to compare with.
 * @param count number of evenly spaced points, at least 2.
 */
export function computeSizeCurve(you: Strategy, whale: Strategy | null, count = 97): SizeCurve {
  const breakEven = { you: computeBreakEven(you), whale: whale && computeBreakEven(whale) }
  const crossing = whale && computeCrossing(you, whale)
  const own = [you.averageCapital, ...(whale ? [whale.averageCapital] : [])]
  const marks = [breakEven.you, breakEven.whale, crossing && ({ kind: 'above', ...crossing } as const)].flatMap(
    (mark) => (mark?.kind === 'above' ? [mark.capital] : []),
  )
  const [low, high] = computeSpan(own, marks)
  const even = Array.from({ length: count }, (_, index) => 10 ** (low + ((high - low) * index) / (count - 1)))
  const shown = [...own, ...marks].filter((capital) => 10 ** low < capital && capital < 10 ** high)
  const capitals = [...new Set([...even, ...shown])].sort((a, b) => a - b)
  return {
    you,
    whale,
    points: capitals.map((capital) => ({
      capital,
      you: computeNetRate(you, capital),
      whale: whale && computeNetRate(whale, capital),
    })),
    breakEven,
    crossing,
    whaleAtYourSize: whale && computeNetRate(whale, you.averageCapital),
    youAtWhaleSize: whale && computeNetRate(you, whale.averageCapital),
  }
}

/** Ends of the axis as powers of ten. */
function computeSpan(capitals: readonly number[], marks: readonly number[]): readonly [number, number] {
  const own = capitals.map(Math.log10)
  const [least, most] = [Math.min(...own) - 6, Math.max(...own) + 6]
  const shown = [...own, ...marks.map(Math.log10).filter((mark) => mark >= least && mark <= most)]
  return [Math.min(...shown) - 0.5, Math.max(...shown) + 0.5]
}
