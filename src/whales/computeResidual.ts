import type { TickState } from '../domain/poolLiquidity'

/** Liquidity between two ticks. */
export interface LiquidityStep {
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: bigint
}

/** What of a pool's liquidity no known position explains. */
export interface Residual {
  /** Unexplained liquidity between neighbouring ticks, ascending; steps without any are left out. */
  readonly steps: readonly LiquidityStep[]
  /** Unexplained liquidity of ranges that begin at a tick, and of those that end at it. */
  readonly lower: ReadonlyMap<number, bigint>
  readonly upper: ReadonlyMap<number, bigint>
  /** `false` where more is known than the pool holds: then logs are missing, and nothing is proven. */
  readonly isConsistent: boolean
}

/**
 * Takes known ranges off a pool's ticks. What is left are all unknown positions together: `(gross + net) / 2` of a tick is what of them begins
 * there, `(gross - net) / 2` what ends, and the running sum of `net` is their liquidity at each price.
 *
 * Amounts of token are additive over ranges, so that the value of the steps at any price is the value of those positions.
 *
 * Pure.
 *
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Tick.sol#L110-L152
 */
export function computeResidual(ticks: readonly TickState[], known: readonly LiquidityStep[]): Residual {
  const gross = new Map(ticks.map(({ tick, liquidityGross }) => [tick, liquidityGross]))
  const net = new Map(ticks.map(({ tick, liquidityNet }) => [tick, liquidityNet]))
  for (const { tickLower, tickUpper, liquidity } of known) {
    add(gross, tickLower, -liquidity)
    add(gross, tickUpper, -liquidity)
    add(net, tickLower, -liquidity)
    add(net, tickUpper, liquidity)
  }
  const lower = new Map<number, bigint>()
  const upper = new Map<number, bigint>()
  let isConsistent = true
  for (const [tick, own] of gross) {
    const difference = net.get(tick) ?? 0n
    const begins = (own + difference) / 2n
    const ends = (own - difference) / 2n
    if (begins < 0n || ends < 0n || begins + ends !== own) isConsistent = false
    if (begins !== 0n) lower.set(tick, begins)
    if (ends !== 0n) upper.set(tick, ends)
  }
  const { steps, isClosed } = computeSteps(net)
  return { steps, lower, upper, isConsistent: isConsistent && isClosed }
}

function add(map: Map<number, bigint>, tick: number, amount: bigint): void {
  map.set(tick, (map.get(tick) ?? 0n) + amount)
}

/** The running sum of `net`; it never falls below zero, and ends at zero, unless something is missing. */
function computeSteps(net: ReadonlyMap<number, bigint>): {
  readonly steps: readonly LiquidityStep[]
  readonly isClosed: boolean
} {
  const ticks = [...net.keys()].sort((a, b) => a - b)
  const steps: LiquidityStep[] = []
  let liquidity = 0n
  let isClosed = true
  ticks.forEach((tick, index) => {
    liquidity += net.get(tick) ?? 0n
    const next = ticks[index + 1]
    if (liquidity < 0n || (next === undefined && liquidity !== 0n)) isClosed = false
    if (next !== undefined && liquidity > 0n) steps.push({ tickLower: tick, tickUpper: next, liquidity })
  })
  return { steps, isClosed }
}
