import type { Currency } from '../../domain/primitives'
import type { ReportPool } from '../../domain/report'
import { moneyUnitOf } from '../format'
import { nameWhale } from '../sentences/nameWhale'
import { rateUnitOf } from '../sentences/rateUnit'
import { describeEvidence, type Evidence } from './describeEvidence'
import { describeGapEvidence } from './describeGapEvidence'
import { describeSizeEvidence } from './describeSizeEvidence'
import { describeWhatIfEvidence } from './describeWhatIfEvidence'
import type { EvidenceQuestion } from './question'

/** What answers a question: the panel's heading, and what stands in it. */
export interface Answer {
  readonly heading: string
  readonly evidence: Evidence
}

/**
 * Answers "How is this computed?" for a figure of the main screen; `null` when the report has no such figure.
 *
 * @param coin symbol of the coin that gas is paid in.
 */
export function describeQuestion(
  question: EvidenceQuestion,
  pool: ReportPool,
  currency: Currency,
  coin: string,
): Answer | null {
  const unit = moneyUnitOf(currency, [pool.tokens[0]?.symbol ?? 'token 0', pool.tokens[1]?.symbol ?? 'token 1'])
  const rateUnit = rateUnitOf(pool)
  const { subject } = nameWhale(pool)
  switch (question.kind) {
    case 'figure': {
      const evidence = describeEvidence(question.figure, question.performance, pool, currency, coin)
      return { heading: `${evidence.title}, ${question.whose}`, evidence }
    }
    case 'gap': {
      const evidence = describeGapEvidence(question.part, pool, unit, rateUnit)
      return { heading: evidence.title, evidence }
    }
    case 'size': {
      const evidence = describeSizeEvidence(question.mark, pool, unit, rateUnit)
      const whose = { you: ', you', whale: `, ${subject}`, crossing: '' }[question.mark]
      return { heading: `${evidence.title}${whose}`, evidence }
    }
    case 'whatIf': {
      const evidence = describeWhatIfEvidence(question.owner, question.figure, pool, unit, rateUnit)
      const where =
        question.owner === 'you' ? `your capital in ${subject}’s ranges` : `${subject}’s capital in your ranges`
      return evidence && { heading: `${evidence.title}, ${where}`, evidence }
    }
  }
}
