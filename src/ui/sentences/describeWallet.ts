import type { Report } from '../../domain/report'
import { formatCounted, type MoneyUnit } from '../format'
import { computeTotals } from './computeTotals'
import { describeNet } from './describeComparison'
import { plain, type Phrase } from './phrase'

/** The wallet's sentence: `Your 4 pools earned $312 less than by just holding. In 3 of them the whale did better.` */
export function describeWallet(report: Pick<Report, 'chains'>, unit: MoneyUnit): readonly Phrase[] {
  const pools = report.chains.flatMap((chain) => chain.pools)
  if (pools.length === 0) return [plain('No positions were found for this wallet.')]
  const subject = pools.length === 1 ? 'Your one pool' : `Your ${formatCounted(pools.length, 'pool')}`
  const { net } = computeTotals(report)
  const netText = describeNet(net.value, unit)
  const first: readonly Phrase[] =
    netText === null
      ? [
          plain(`Whether ${subject.toLowerCase()} earned more or less than just holding is `),
          { text: 'unknown', voice: 'you' },
          plain('.'),
        ]
      : [
          plain(`${subject} earned `),
          { text: netText, voice: 'you' },
          plain(
            net.leftOut === 0 ? '.' : `, leaving out ${net.leftOut === 1 ? 'one' : net.leftOut} whose net is unknown.`,
          ),
        ]
  const compared = pools.filter((pool) => pool.gap !== null && pool.gap.net !== null)
  const behind = compared.filter((pool) => (pool.gap?.net ?? 0) < 0).length
  return [...first, ...describeBehind(behind, compared.length, pools.length)]
}

function describeBehind(behind: number, compared: number, total: number): readonly Phrase[] {
  const better: Phrase = { text: 'the whale did better', voice: 'whale' }
  if (compared === 0) return []
  if (compared < total) {
    return [
      plain(` Of the ${compared} that can be compared, `),
      better,
      plain(` in ${behind === 0 ? 'none' : behind}.`),
    ]
  }
  if (total === 1)
    return behind === 1 ? [plain(' There '), better, plain('.')] : [plain(' There you did better than the whale.')]
  if (behind === 0) return [plain(' In each of them you did better than the whale.')]
  const where = behind === total ? (total === 2 ? 'both' : 'each') : `${behind}`
  return [plain(` In ${where} of them `), better, plain('.')]
}
