import { formatUnits } from 'viem'
import type { PairText, Report, ReportChain, ReportEvent, ReportPool, ReportTransaction } from '../domain/report'
import { formatCsvRow, type CsvCell } from './formatCsvRow'

/** A field is empty where the event has no such figure, and says so where it has one that is not known. */
const UNKNOWN = 'unknown'

interface Row {
  readonly chain: ReportChain
  readonly pool: ReportPool
  readonly event: ReportEvent
  /** The event's transaction, on the first of its rows only, so that gas adds up. */
  readonly transaction: ReportTransaction | null
  readonly currency: string
}

/** One column: its name, and how it is read off an event. */
type Column = readonly [name: string, read: (row: Row) => CsvCell]

const COLUMNS: readonly Column[] = [
  ['chain_id', ({ chain }) => chain.chainId],
  ['chain', ({ chain }) => ({ text: chain.chainName })],
  ['protocol', ({ pool }) => ({ text: pool.protocol })],
  ['pool', ({ pool }) => ({ text: pool.pool })],
  ['owner', ({ pool }) => ({ text: pool.you.owner })],
  ['position', ({ event }) => ({ text: event.positionId })],
  ['event', ({ event }) => event.type],
  ['date_utc', ({ event }) => new Date(event.timestamp * 1000).toISOString()],
  ['block', ({ event }) => event.blockNumber],
  ['log_index', ({ event }) => event.logIndex],
  ['transaction', ({ event }) => event.transactionHash],
  ['token0', ({ pool }) => ({ text: pool.tokens[0]?.symbol ?? '' })],
  ['token1', ({ pool }) => ({ text: pool.tokens[1]?.symbol ?? '' })],
  ['amount0_base_units', ({ event }) => readAmount(event, 0)],
  ['amount1_base_units', ({ event }) => readAmount(event, 1)],
  ['amount0', ({ event, pool }) => formatWhole(readAmount(event, 0), pool, 0)],
  ['amount1', ({ event, pool }) => formatWhole(readAmount(event, 1), pool, 1)],
  ['fees0_base_units', ({ event }) => readFees(event, 0)],
  ['fees1_base_units', ({ event }) => readFees(event, 1)],
  ['fees0', ({ event, pool }) => formatWhole(readFees(event, 0), pool, 0)],
  ['fees1', ({ event, pool }) => formatWhole(readFees(event, 1), pool, 1)],
  ['reward_token', ({ event }) => event.token ?? null],
  ['reward_base_units', ({ event }) => event.amount ?? (event.type === 'claimReward' ? UNKNOWN : null)],
  ['currency', ({ currency }) => currency],
  ['price0', ({ event }) => event.prices[0] ?? UNKNOWN],
  ['price1', ({ event }) => event.prices[1] ?? UNKNOWN],
  ['value', ({ event }) => (isStake(event) ? null : (event.value ?? UNKNOWN))],
  ['fees_value', ({ event }) => (hasFees(event) ? (event.feeValue ?? UNKNOWN) : null)],
  ['realised_impermanent_loss', ({ event }) => (isPrincipalOut(event) ? (event.impermanentLoss ?? UNKNOWN) : null)],
  ['capital_after', ({ event }) => event.capitalAfter ?? UNKNOWN],
  ['gas_wei', ({ transaction }) => transaction && (transaction.kind === 'charged' ? transaction.shareWei : '0')],
  [
    'gas_value',
    ({ transaction }) => transaction && (transaction.kind === 'charged' ? (transaction.value ?? UNKNOWN) : 0),
  ],
]

/**
 * Writes the wallet's ledger as CSV (RFC 4180): one row for each ledger event of every pool, in the chain's order.
 *
 * Amounts are exact, in base units and in whole tokens. Gas stands on the first row of its transaction, as the part of it that falls on
 * the wallet's positions in that pool and is charged to it. Values are signed and in the report's currency.
 */
export function formatReportCsv(report: Report): string {
  const header = formatCsvRow(COLUMNS.map(([name]) => name))
  const rows = report.chains.flatMap((chain) => chain.pools.flatMap((pool) => listRows(report, chain, pool)))
  return header + rows.map((row) => formatCsvRow(COLUMNS.map(([, read]) => read(row)))).join('')
}

function listRows({ currency }: Report, chain: ReportChain, pool: ReportPool): readonly Row[] {
  const unlisted = new Map(pool.you.evidence.transactions.map((one) => [one.transactionHash, one]))
  return pool.you.evidence.events.filter(isLedgerEvent).map((event) => {
    const transaction = (event.transactionHash && unlisted.get(event.transactionHash)) ?? null
    if (transaction) unlisted.delete(transaction.transactionHash)
    return { chain, pool, event, transaction: transaction || null, currency }
  })
}

/** The opening and the close of the window, and what is claimable now, are no events of the ledger. */
function isLedgerEvent({ type, transactionHash }: ReportEvent): boolean {
  return type !== 'open' && type !== 'close' && transactionHash !== null
}

function isStake({ type }: ReportEvent): boolean {
  return type === 'stake' || type === 'unstake'
}

function isPrincipalOut({ type }: ReportEvent): boolean {
  return type === 'withdraw' || type === 'transferOut'
}

function hasFees({ type }: ReportEvent): boolean {
  return type === 'collect' || type === 'transferOut'
}

function readAmount(event: ReportEvent, index: 0 | 1): string | null {
  if (isStake(event) || event.type === 'claimReward') return null
  return readSide(event.amounts, index)
}

function readFees(event: ReportEvent, index: 0 | 1): string | null {
  return hasFees(event) ? readSide(event.feeAmounts, index) : null
}

function readSide(amounts: PairText | null, index: 0 | 1): string {
  return amounts === null ? UNKNOWN : amounts[index]
}

function formatWhole(amount: string | null, pool: ReportPool, index: 0 | 1): string | null {
  const decimals = pool.tokens[index]?.decimals ?? null
  if (amount === null || amount === UNKNOWN) return amount
  return decimals === null ? UNKNOWN : formatUnits(BigInt(amount), decimals)
}
