import type { Report } from '../../domain/report'
import { formatCount, formatCounted, type MoneyUnit } from '../format'
import { computeTotals, listOwnPools } from './computeTotals'
import { describeNet } from './describeComparison'
import { capitalize } from './nameWhale'
import { plain, type Phrase } from './phrase'

/**
 * The wallet's sentence: `Your 4 pools earned $312 less than by just holding. In three of them the whale did better.`
 * `isFinished` is `false` while there can be more pools than these.
 */
export function describeWallet(
  report: Pick<Report, 'chains'>,
  unit: MoneyUnit,
  isFinished: boolean,
): readonly Phrase[] {
  const pools = listOwnPools(report)
  if (pools.length === 0) {
    const hasSpam = report.chains.some((chain) => chain.pools.length > 0)
    return [plain(`No positions were found for this wallet${hasSpam ? ', only what looks like spam' : ''}.`)]
  }
  const counted = pools.length === 1 ? 'one pool' : formatCounted(pools.length, 'pool')
  const subject = isFinished ? `Your ${counted}` : `So far, ${counted}`
  const { net } = computeTotals(report)
  const netText = describeNet(net.value, unit)
  const first: readonly Phrase[] =
    netText === null
      ? [
          plain(`Whether ${isFinished ? 'your' : 'the'} ${counted} earned more or less than just holding is `),
          { text: 'unknown', voice: 'you' },
          plain('.'),
        ]
      : [
          plain(`${subject} earned `),
          { text: netText, voice: 'you' },
          plain(net.leftOut === 0 ? '.' : `, leaving out ${formatSmallNumber(net.leftOut)} whose net is unknown.`),
        ]
  const later = pools.filter(({ window }) => window.shortened !== undefined).length
  const compared = pools.filter((pool) => pool.gap !== null && pool.gap.net !== null)
  const behind = compared.filter((pool) => (pool.gap?.net ?? 0) < 0).length
  return [...first, ...describeLater(later, pools.length), ...describeBehind(behind, compared.length, pools.length)]
}

const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

function formatSmallNumber(count: number): string {
  return words[count] ?? formatCount(count)
}

/** That a sum leaves out time which could not be proven. */
function describeLater(later: number, total: number): readonly Phrase[] {
  if (later === 0) return []
  const which =
    total === 1 ? 'It is' : later === 1 ? 'One of them is' : `${capitalize(formatSmallNumber(later))} of them are`
  return [plain(` ${which} counted from a later day on than was asked for.`)]
}

function describeBehind(behind: number, compared: number, total: number): readonly Phrase[] {
  const better: Phrase = { text: 'the whale did better', voice: 'whale' }
  if (compared === 0) return []
  if (compared < total) {
    if (compared === 1) {
      const only = ' In the one that can be compared, '
      return behind === 1 ? [plain(only), better, plain('.')] : [plain(`${only}you did better than the whale.`)]
    }
    return [
      plain(` Of the ${formatSmallNumber(compared)} that can be compared, `),
      better,
      plain(` in ${behind === 0 ? 'none' : formatSmallNumber(behind)}.`),
    ]
  }
  if (total === 1)
    return behind === 1 ? [plain(' There '), better, plain('.')] : [plain(' There you did better than the whale.')]
  if (behind === 0) return [plain(' In each of them you did better than the whale.')]
  const where = behind === total ? (total === 2 ? 'both' : 'each') : formatSmallNumber(behind)
  return [plain(` In ${where} of them `), better, plain('.')]
}
