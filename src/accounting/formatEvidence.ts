import type { Pool } from '../domain/pool'
import type { Pair } from '../domain/primitives'
import type { PairText, ReportEvent, ReportTransaction } from '../domain/report'
import { isPrincipalOut, type ValuedEntry } from './computeLedgerValues'
import type { GasLine } from './computeWindowGas'
import type { CapitalPoint } from './computeCapitalPoints'
import type { Valuer } from './createValuer'
import { isZeroPair } from './pair'

const WITHOUT_FEES: ReadonlySet<ReportEvent['type']> = new Set([
  'deposit',
  'withdraw',
  'claimReward',
  'transferIn',
  'stake',
  'unstake',
  'open',
])

/**
 * Formats valued entries as the evidence behind the figures, so that sums over it give them:
 * `feeValue` gives fees, `impermanentLoss` impermanent loss (the close carries the part that is not realised),
 * `value` of deposits, transfers in and the opening the money in, of withdrawals, transfers out and the close the money out.
 *
 * `null` stands for unknown and for what an event does not have. A close with nothing in it is left out.
 */
export function formatEvents(
  valued: readonly ValuedEntry[],
  capital: readonly CapitalPoint[],
  pool: Pool,
  valuer: Valuer,
): readonly ReportEvent[] {
  return valued.flatMap((item, index) =>
    isEmptyClose(item) ? [] : formatEvent(item, capital[index]?.capital ?? null, pool, valuer),
  )
}

function formatEvent(
  { entry, value, feeValue, impermanentLoss }: ValuedEntry,
  capitalAfter: number | null,
  pool: Pool,
  valuer: Valuer,
): ReportEvent {
  const { type, positionId, blockNumber, timestamp, logIndex, transactionHash, reward } = entry
  const hasFees = !WITHOUT_FEES.has(type)
  return {
    type,
    positionId,
    blockNumber,
    timestamp,
    logIndex,
    transactionHash,
    amounts: entry.amounts && formatPair(entry.amounts),
    feeAmounts: hasFees && entry.fees ? formatPair(entry.fees) : null,
    ...(reward && { token: reward.token, amount: reward.amount.toString() }),
    prices: [valuer.quote(pool.token0.address, blockNumber), valuer.quote(pool.token1.address, blockNumber)],
    value,
    feeValue: hasFees ? feeValue : null,
    impermanentLoss: isPrincipalOut(entry) ? impermanentLoss : null,
    capitalAfter,
  }
}

function isEmptyClose({ entry }: ValuedEntry): boolean {
  return (
    entry.type === 'close' &&
    entry.liquidity === 0n &&
    entry.fees !== null &&
    isZeroPair(entry.fees) &&
    entry.released !== null &&
    isZeroPair(entry.released)
  )
}

function formatPair([amount0, amount1]: Pair): PairText {
  return [amount0.toString(), amount1.toString()]
}

/** Formats gas lines as the evidence behind the gas figure: charged values add up to it. */
export function formatTransactions(lines: readonly GasLine[], valuer: Valuer): readonly ReportTransaction[] {
  return lines.map(({ charge: { cost, kind }, shareWei, value }) => ({
    transactionHash: cost.transactionHash,
    blockNumber: cost.blockNumber,
    timestamp: cost.timestamp,
    from: cost.from,
    kind,
    feeWei: cost.feeWei.toString(),
    shareWei: shareWei.toString(),
    nativePrice: valuer.quoteNative(cost.blockNumber),
    value,
  }))
}
