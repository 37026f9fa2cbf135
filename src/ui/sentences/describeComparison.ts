import type { ReportPool } from '../../domain/report'
import { formatAddress, formatRateInWords, formatRate, formatRoundMoney, type MoneyUnit } from '../format'
import { describeGap } from './describeGap'
import { isWhaleItself } from './nameWhale'
import { plain, type Phrase } from './phrase'
import { rateUnitOf } from './rateUnit'

type Compared = Pick<ReportPool, 'you' | 'whale' | 'gap' | 'window' | 'candidates'>

/** `$56 less than by just holding`; `null` while net is unknown. */
export function describeNet(net: number | null, unit: MoneyUnit): string | null {
  if (net === null || !Number.isFinite(net)) return null
  const amount = formatRoundMoney(Math.abs(net), unit)
  if (!/[1-9]/.test(amount)) return 'the same as by just holding'
  return `${amount} ${net < 0 ? 'less' : 'more'} than by just holding`
}

function describeYou({ you, window }: Pick<ReportPool, 'you' | 'window'>, unit: MoneyUnit): readonly Phrase[] {
  const net = describeNet(you.value.net, unit)
  if (net === null) {
    return [
      plain('Whether you earned more or less than by just holding is '),
      { text: 'unknown', voice: 'you' },
      plain('.'),
    ]
  }
  const rate = you.rates.net
  const rateText = rate === null ? '' : `, ${formatRateInWords(rate, rateUnitOf({ you, window }))}`
  return [plain('You earned '), { text: net, voice: 'you' }, plain(`${rateText}.`)]
}

function describeWhale({ you, window, whale, candidates }: Compared): readonly Phrase[] {
  if (whale === null) return []
  const who = isWhaleItself({ whale, candidates })
    ? 'The whale in this pool'
    : `${formatAddress(whale.owner)}, whom you chose,`
  if (whale.rates.net === null)
    return [
      plain(` What ${who.replace(/^The/, 'the').replace(/,$/, '')} earned is `),
      { text: 'unknown', voice: 'whale' },
      plain('.'),
    ]
  const unit = rateUnitOf({ you, window })
  const rate = unit === 'year' ? formatRate(whale.rates.net, unit) : formatRateInWords(whale.rates.net, unit)
  return [plain(` ${who} earned `), { text: rate, voice: 'whale' }, plain('.')]
}

/**
 * The one sentence of the main screen: what you earned over holding, what the whale earned, and what explains the difference.
 * What is unknown is said to be, and nothing is explained by it.
 */
export function describeComparison(pool: Compared, unit: MoneyUnit): readonly Phrase[] {
  const explanation = describeGap(pool.gap, rateUnitOf(pool))
  return [
    ...describeYou(pool, unit),
    ...describeWhale(pool),
    ...(explanation === null ? [] : [plain(` ${explanation}`)]),
  ]
}
