import type { ReportPool, ReportSeries } from '../../domain/report'
import { formatDate } from '../formatTime'
import { numberFormat } from '../numberFormat'

/** Cumulative net as a share of each side's own average capital, so that both fit one axis; `null` is unknown. */
export interface CumulativeReturns {
  readonly timestamps: readonly number[]
  readonly you: readonly (number | null)[]
  readonly whale: readonly (number | null)[]
}

function divideBy(values: readonly (number | null)[], capital: number | null): readonly (number | null)[] {
  return values.map((value) => (value === null || capital === null || !(capital > 0) ? null : value / capital))
}

/** Computes what the first chart draws from the report's samples. */
export function computeCumulativeReturns(
  series: ReportSeries,
  { you, whale }: Pick<ReportPool, 'you' | 'whale'>,
): CumulativeReturns {
  return {
    timestamps: series.timestamps,
    you: divideBy(series.you, you.averageCapital),
    whale: whale === null ? series.timestamps.map(() => null) : divideBy(series.whale, whale.averageCapital),
  }
}

/** The newest value that is known. */
export function lastKnown(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null
}

function formatPercent(share: number): string {
  return numberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(Math.abs(share) * 100)
}

/** When the lead last changed hands; `null` when one side led from the first sample on. */
function findLastLeadChange({ timestamps, you, whale }: CumulativeReturns): number | null {
  let leadEnd: number | null = null
  let changed: number | null = null
  timestamps.forEach((timestamp, index) => {
    const mine = you[index] ?? null
    const theirs = whale[index] ?? null
    if (mine === null || theirs === null || mine === theirs) return
    const lead = Math.sign(mine - theirs)
    if (leadEnd !== null && lead !== leadEnd) changed = timestamp
    leadEnd = lead
  })
  return changed
}

/** Title of the first chart, from its figures: `You fell behind the whale on 14 May and ended 7.7 points lower`. */
export function describeCumulative(returns: CumulativeReturns, whale = 'the whale'): string {
  const mine = lastKnown(returns.you)
  const theirs = lastKnown(returns.whale)
  if (mine === null && theirs === null) return 'What was earned over just holding, day by day, is unknown'
  if (mine === null) return 'What you earned over just holding, day by day, is unknown'
  if (theirs === null) {
    const percent = formatPercent(mine)
    return percent === '0.0'
      ? 'You ended level with just holding'
      : `You ended ${percent}\u00a0% ${mine < 0 ? 'below' : 'above'} just holding`
  }
  const points = formatPercent(mine - theirs)
  if (points === '0.0') return `You and ${whale} ended level`
  const changed = findLastLeadChange(returns)
  const distance = `${points} ${points === '1.0' ? 'point' : 'points'}`
  if (changed === null)
    return mine < theirs
      ? `You were behind ${whale} from the start, ${distance} in the end`
      : `You were ahead of ${whale} from the start, ${distance} in the end`
  const when = formatDate(changed).replace(/ \d+$/, '').replace(' ', '\u00a0')
  return mine < theirs
    ? `You fell behind ${whale} on ${when} and ended ${distance} lower`
    : `You passed ${whale} on ${when} and ended ${distance} higher`
}
