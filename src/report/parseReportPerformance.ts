import { SECONDS_PER_YEAR } from '../accounting/secondsPerYear'
import type { PerformanceValue, Rates, Window } from '../domain/performance'
import type { ReportEvent, ReportPerformance, ReportRange, ReportTransaction } from '../domain/report'
import type { FileField } from './fileField'
import { computeGasShareOfFees } from './formatReportPerformance'

const AMOUNT_NAMES = [
  'deposited',
  'withdrawn',
  'principal',
  'principalOwed',
  'feesCollected',
  'feesUncollected',
] as const

const EVENT_TYPES = [
  'deposit',
  'withdraw',
  'collect',
  'claimReward',
  'stake',
  'unstake',
  'transferIn',
  'transferOut',
  'open',
  'close',
] as const

/**
 * Reads one side's figures of a saved report.
 *
 * Average capital and gas as a share of fees follow from the schema's own figures where the file does not tell them.
 *
 * @throws ReportFileError
 */
export function parseReportPerformance(field: FileField, window: Window): ReportPerformance {
  const value = parseValue(field.get('value'))
  const years = (window.toTimestamp - window.fromTimestamp) / SECONDS_PER_YEAR
  const averageCapital = value.capitalYears === null || !(years > 0) ? null : value.capitalYears / years
  const unknownAmounts = field.get('unknownAmounts')
  return {
    owner: field.get('owner').readAddress(),
    amounts: parseAmounts(field.get('amounts')),
    rewards: field.get('rewards').or([], (rewards) => rewards.readList(parseReward, 1000)),
    gas: parseGas(field.get('gas')),
    value,
    rates: parseRates(field.get('rates')),
    timeInRange: parseOptionalFigure(field.get('timeInRange')),
    ...(!unknownAmounts.isAbsent && {
      unknownAmounts: unknownAmounts.readList((name) => name.readOneOf(AMOUNT_NAMES), AMOUNT_NAMES.length),
    }),
    averageCapital: field.get('averageCapital').or(averageCapital, (known) => known.readFigure()),
    shareOfPool: parseOptionalFigure(field.get('shareOfPool')),
    gasShareOfFees: field.get('gasShareOfFees').or(computeGasShareOfFees(value), (known) => known.readFigure()),
    rangeWidth: parseOptionalFigure(field.get('rangeWidth')),
    reRanges: field.get('reRanges').or(0, (count) => count.readInteger(0)),
    ranges: field.get('ranges').or([], (ranges) => ranges.readList(parseRange)),
    evidence: field.get('evidence').or({ events: [], transactions: [] }, (evidence) => ({
      events: evidence.get('events').readList(parseEvent),
      transactions: evidence.get('transactions').readList(parseTransaction),
    })),
  }
}

export function parseRates(field: FileField): Rates {
  return {
    fees: field.get('fees').readFigure(),
    impermanentLoss: field.get('impermanentLoss').readFigure(),
    rewards: field.get('rewards').readFigure(),
    gas: field.get('gas').readFigure(),
    net: field.get('net').readFigure(),
  }
}

function parseValue(field: FileField): PerformanceValue {
  return {
    capitalYears: field.get('capitalYears').readFigure(),
    principal: field.get('principal').readFigure(),
    hodl: field.get('hodl').readFigure(),
    fees: field.get('fees').readFigure(),
    impermanentLoss: field.get('impermanentLoss').readFigure(),
    rewards: field.get('rewards').readFigure(),
    gas: field.get('gas').readFigure(),
    net: field.get('net').readFigure(),
    marketMove: field.get('marketMove').readFigure(),
    pnl: field.get('pnl').readFigure(),
  }
}

function parseOptionalFigure(field: FileField): number | null {
  return field.or(null, (known) => known.readFigure())
}

function parseAmounts(field: FileField): ReportPerformance['amounts'] {
  return {
    deposited: field.get('deposited').readPair(),
    withdrawn: field.get('withdrawn').readPair(),
    principal: field.get('principal').readPair(),
    principalOwed: field.get('principalOwed').readPair(),
    feesCollected: field.get('feesCollected').readPair(),
    feesUncollected: field.get('feesUncollected').readPair(),
  }
}

function parseReward(field: FileField): ReportPerformance['rewards'][number] {
  return { token: field.get('token').readAddress(), amount: field.get('amount').readAmount() }
}

function parseGas(field: FileField): ReportPerformance['gas'] {
  return {
    wei: field.get('wei').readAmount(),
    transactions: field.get('transactions').readInteger(0),
    notChargedWei: field.get('notChargedWei').or('0', (wei) => wei.readAmount()),
    approvalsWei: field.get('approvalsWei').or('0', (wei) => wei.readAmount()),
    incomplete: field.get('incomplete').or(false, (incomplete) => incomplete.readBoolean()),
  }
}

function parseRange(field: FileField): ReportRange {
  return {
    positionId: field.get('positionId').readPositionId(),
    tickLower: field.get('tickLower').readTick(),
    tickUpper: field.get('tickUpper').readTick(),
    fromTimestamp: field.get('fromTimestamp').readTimestamp(),
    toTimestamp: field.get('toTimestamp').readTimestamp(),
  }
}

function parseEvent(field: FileField): ReportEvent {
  const token = field.get('token')
  const amount = field.get('amount')
  const prices = field.get('prices').readList((price) => price.readFigure(), 2)
  return {
    type: field.get('type').readOneOf(EVENT_TYPES),
    positionId: field.get('positionId').readPositionId(),
    blockNumber: field.get('blockNumber').readInteger(0),
    timestamp: field.get('timestamp').readTimestamp(),
    logIndex: field.get('logIndex').readInteger(0),
    transactionHash: field.get('transactionHash').orNull((hash) => hash.readTransactionHash()),
    amounts: field.get('amounts').orNull((amounts) => amounts.readPair()),
    feeAmounts: field.get('feeAmounts').orNull((amounts) => amounts.readPair()),
    ...(!token.isAbsent && { token: token.readAddress() }),
    ...(!amount.isAbsent && { amount: amount.readAmount() }),
    prices: [prices[0] ?? null, prices[1] ?? null],
    value: field.get('value').readFigure(),
    feeValue: field.get('feeValue').readFigure(),
    impermanentLoss: field.get('impermanentLoss').readFigure(),
    capitalAfter: field.get('capitalAfter').readFigure(),
  }
}

function parseTransaction(field: FileField): ReportTransaction {
  return {
    transactionHash: field.get('transactionHash').readTransactionHash(),
    blockNumber: field.get('blockNumber').readInteger(0),
    timestamp: field.get('timestamp').readTimestamp(),
    from: field.get('from').readAddress(),
    kind: field.get('kind').readOneOf(['charged', 'notCharged', 'approval']),
    feeWei: field.get('feeWei').readAmount(),
    shareWei: field.get('shareWei').readAmount(),
    nativePrice: field.get('nativePrice').readFigure(),
    value: field.get('value').readFigure(),
  }
}
