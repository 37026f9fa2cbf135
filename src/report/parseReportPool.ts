import type { Missing } from '../domain/coverage'
import type { Window } from '../domain/performance'
import type { PriceSource } from '../domain/prices'
import type {
  ReportWindow,
  ReportCandidate,
  ReportPool,
  ReportPosition,
  ReportSeries,
  ReportWhale,
} from '../domain/report'
import { MAX_TICK, MIN_TICK } from '../math/tickMath'
import { MAX_ID_LENGTH, type FileField } from './fileField'
import { parseBlockRange } from './parseBlockRange'
import { parseRates, parseReportPerformance } from './parseReportPerformance'

const MAX_SAMPLES = 10_000
const MAX_DECIMALS = 255
const MAX_FEE_PPM = 1_000_000
const SYMBOL_LENGTH = 24
const SENTENCE_LENGTH = 1000

/** Reads one pool of a saved report. @throws ReportFileError */
export function parseReportPool(field: FileField): ReportPool {
  const window = parseWindow(field.get('window'))
  const whaleUnavailable = field.get('whaleUnavailable')
  return {
    protocol: field.get('protocol').readText(40),
    pool: field.get('pool').readText(MAX_ID_LENGTH),
    feePpm: field.get('feePpm').or(null, (fee) => fee.orNull((known) => known.readInteger(0, MAX_FEE_PPM))),
    tokens: parseTokens(field.get('tokens')),
    window,
    you: parseReportPerformance(field.get('you'), window),
    positions: field.get('positions').readList((position) => parsePosition(position, window)),
    whale: field.get('whale').orNull((whale) => parseWhale(whale, window)),
    ...(!whaleUnavailable.isAbsent && { whaleUnavailable: whaleUnavailable.readText(SENTENCE_LENGTH) }),
    gap: field.get('gap').orNull(parseRates),
    coverage: parseCoverage(field.get('coverage')),
    ...(field.get('looksLikeSpam').or(false, (spam) => spam.readBoolean()) && { looksLikeSpam: true }),
    deploymentName: field.get('deploymentName').or(field.get('protocol').readText(40), (name) => name.readText(60)),
    state: field.get('state').or(null, (state) => state.orNull(parseState)),
    priceSources: field.get('priceSources').or([], (sources) => sources.readList(parsePriceSource, 100)),
    candidates: field.get('candidates').or([], (candidates) => candidates.readList(parseCandidate, 1000)),
    series: field.get('series').or(null, (series) => series.orNull(parseSeries)),
  }
}

function parseWindow(field: FileField): ReportWindow {
  const shortened = field.get('shortened')
  return {
    fromBlock: field.get('fromBlock').readInteger(0),
    fromTimestamp: field.get('fromTimestamp').readTimestamp(),
    toBlock: field.get('toBlock').readInteger(0),
    toTimestamp: field.get('toTimestamp').readTimestamp(),
    ...(!shortened.isAbsent && {
      shortened: {
        fromBlock: shortened.get('fromBlock').readInteger(0),
        fromTimestamp: shortened.get('fromTimestamp').readTimestamp(),
        why: shortened.get('why').readText(SENTENCE_LENGTH),
      },
    }),
  }
}

/** Screens name two tokens, so there are always two; one that the file does not tell stands there as unknown. */
function parseTokens(field: FileField): ReportPool['tokens'] {
  const tokens = field.readList(
    (token) => ({
      address: token.get('address').readAddress(),
      symbol: token.get('symbol').readText(SYMBOL_LENGTH) || 'unknown',
      decimals: token.get('decimals').orNull(parseDecimals),
    }),
    100,
  )
  const untold = { address: `0x${'0'.repeat(40)}`, symbol: 'unknown', decimals: null } as const
  return tokens.length >= 2 ? tokens : [...tokens, untold, untold].slice(0, 2)
}

/** Decimals that no token contract could tell are as good as none. */
function parseDecimals(field: FileField): number | null {
  const decimals = field.readFigure()
  return decimals !== null && Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_DECIMALS ? decimals : null
}

function parsePosition(field: FileField, window: Window): ReportPosition {
  const status = field.get('status').readOneOf(['open', 'owed', 'closed'])
  return {
    id: field.get('id').readPositionId(),
    status,
    // A position without ticks works at every price.
    tickLower: field.get('tickLower').or(MIN_TICK, (tick) => tick.readTick()),
    tickUpper: field.get('tickUpper').or(MAX_TICK, (tick) => tick.readTick()),
    liquidity: field.get('liquidity').or('0', (liquidity) => liquidity.readAmount()),
    inRange: field
      .get('inRange')
      .or(status === 'open' && field.get('tickLower').isAbsent, (inRange) => inRange.readBoolean()),
    performance: parseReportPerformance(field.get('performance'), window),
  }
}

function parseWhale(field: FileField, window: Window): ReportWhale {
  return {
    ...parseReportPerformance(field, window),
    kind: field.get('kind').readOneOf(['account', 'contract']),
    claim: field.get('claim').readOneOf(['largest', 'largest found']),
    positions: field.get('positions').or([], (ids) => ids.readList((id) => id.readPositionId())),
  }
}

function parseCoverage(field: FileField): ReportPool['coverage'] {
  const activeLiquidity = field.get('activeLiquidity')
  const scanned = field.get('scanned')
  const proof = field.get('proof')
  return {
    complete: field.get('complete').readBoolean(),
    missing: field.get('missing').readList(parseMissing),
    ...(!activeLiquidity.isAbsent && { activeLiquidity: parseActiveLiquidity(activeLiquidity) }),
    ...(!scanned.isAbsent && { scanned: parseBlockRange(scanned) }),
    ...(!proof.isAbsent && { proof: proof.readText(SENTENCE_LENGTH) }),
  }
}

function parseMissing(field: FileField): Missing {
  return { what: field.get('what').readText(SENTENCE_LENGTH), why: field.get('why').readText(SENTENCE_LENGTH) }
}

function parseActiveLiquidity(field: FileField): NonNullable<ReportPool['coverage']['activeLiquidity']> {
  return { pool: field.get('pool').readAmount(), found: field.get('found').readAmount() }
}

function parseState(field: FileField): NonNullable<ReportPool['state']> {
  return {
    sqrtPriceX96: field.get('sqrtPriceX96').readAmount(),
    tick: field.get('tick').readTick(),
    liquidity: field.get('liquidity').readAmount(),
  }
}

function parsePriceSource(field: FileField): ReportPool['priceSources'][number] {
  return {
    token: field.get('token').readAddress(),
    value: field.get('value').readFigure(),
    sources: field
      .get('sources')
      .readList(parseSource, 100)
      .filter((source) => source !== null),
  }
}

/** A kind of source that this version does not know is left out. */
function parseSource(field: FileField): PriceSource | null {
  switch (field.get('kind').value) {
    case 'unit':
      return { kind: 'unit' }
    case 'assumed':
      return { kind: 'assumed', symbol: field.get('symbol').readText(SYMBOL_LENGTH) }
    case 'feed':
      return {
        kind: 'feed',
        feed: field.get('feed').readAddress(),
        description: field.get('description').readText(60),
        updatedAt: field.get('updatedAt').readTimestamp(),
      }
    case 'pool':
      return { kind: 'pool', pool: field.get('pool').readAddress(), against: field.get('against').readAddress() }
    case 'service':
      return {
        kind: 'service',
        name: field.get('name').readText(60),
        confidence: field.get('confidence').readFigure() ?? 0,
        timestamp: field.get('timestamp').readTimestamp(),
      }
    default:
      return null
  }
}

function parseCandidate(field: FileField): ReportCandidate {
  return {
    owner: field.get('owner').readAddress(),
    kind: field.get('kind').readOneOf(['account', 'contract']),
    capitalYears: field.get('capitalYears').readFigure(),
  }
}

/** Charts walk the lists side by side: a series whose lists differ in length is dropped. */
function parseSeries(field: FileField): ReportSeries | null {
  const figures = (name: string) => field.get(name).readList((figure) => figure.readFigure(), MAX_SAMPLES)
  const series: ReportSeries = {
    blocks: field.get('blocks').readList((block) => block.readInteger(0), MAX_SAMPLES),
    timestamps: field.get('timestamps').readList((timestamp) => timestamp.readTimestamp(), MAX_SAMPLES),
    price: figures('price'),
    you: figures('you'),
    whale: figures('whale'),
  }
  const isEven = Object.values(series).every((list: readonly unknown[]) => list.length === series.blocks.length)
  return isEven ? series : null
}
