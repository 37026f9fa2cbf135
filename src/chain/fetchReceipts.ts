import { getAddress } from 'viem'
import type { Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { ChainClient, RawLog, TransactionReceipt } from './chainClient'
import { memoised } from './memoised'
import { parseBigQuantity, parseQuantity } from './parseQuantity'
import { parseRawLog } from './parseRawLog'
import { requestPresent } from './requestPresent'

/** OP-stack transactions that came from L1 paid there: they owe no L1 fee. */
const depositType = '0x7e'

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

/**
 * Parses a receipt as `eth_getTransactionReceipt` gives it. `opStack` says that the chain charges an L1 fee.
 *
 * A receipt without `effectiveGasPrice` gives `null`: what the transaction cost cannot be known from it, and the gas
 * price of the transaction is not what was paid.
 *
 * @throws InconsistentDataError when it is another transaction's, or malformed.
 */
export function parseReceipt(value: unknown, hash: Hex, opStack: boolean): TransactionReceipt | null {
  const receipt = value as Record<string, unknown>
  if (typeof value !== 'object' || String(receipt['transactionHash']).toLowerCase() !== hash.toLowerCase()) {
    throw new InconsistentDataError('The node gave the receipt of another transaction.', { details: hash })
  }
  if (isAbsent(receipt['effectiveGasPrice'])) return null
  const { from, to, logs } = receipt
  if (typeof from !== 'string' || !Array.isArray(logs)) {
    throw new InconsistentDataError('The node gave an unreadable receipt.', { details: hash })
  }
  const l1Fee = isAbsent(receipt['l1Fee']) ? null : parseBigQuantity(receipt['l1Fee'], 'L1 fee')
  const gasUsed = parseBigQuantity(receipt['gasUsed'], 'gas used')
  const effectiveGasPrice = parseBigQuantity(receipt['effectiveGasPrice'], 'gas price paid')
  return {
    transactionHash: hash,
    blockNumber: parseQuantity(receipt['blockNumber'], 'block number of a receipt'),
    from: getAddress(from),
    to: typeof to === 'string' ? getAddress(to) : null,
    succeeded: receipt['status'] !== '0x0',
    feeWei: gasUsed * effectiveGasPrice + (l1Fee ?? 0n),
    l1FeeMissing: opStack && l1Fee === null && receipt['type'] !== depositType,
    logs: logs.map((log) => parseRawLog(log)).filter((log): log is RawLog => log !== null),
  }
}

/** Fields of a receipt that are looked at; the others, a bloom filter above all, are not worth keeping. */
const keptFields = new Set([
  'transactionHash',
  'blockNumber',
  'from',
  'to',
  'status',
  'type',
  'gasUsed',
  'effectiveGasPrice',
  'l1Fee',
  'logs',
])

function formatKeptFields(answer: unknown): string {
  return JSON.stringify(Object.fromEntries(Object.entries(answer as object).filter(([name]) => keptFields.has(name))))
}

/** The receipt that an earlier visit kept, read like one that the node gives; `null` where there is none that can be read. */
async function readKeptReceipt({ cache, config }: ChainClient, hash: Hex): Promise<TransactionReceipt | null> {
  const key = hash.toLowerCase()
  const text = (await cache?.readFacts('receipt', [key]))?.get(key)
  if (text === undefined) return null
  try {
    return parseReceipt(JSON.parse(text), hash, config.opStack)
  } catch {
    return null
  }
}

async function fetchReceipt(client: ChainClient, hash: Hex): Promise<TransactionReceipt | null> {
  const kept = await readKeptReceipt(client, hash)
  if (kept !== null) return kept
  const answer = await requestPresent(client, 'eth_getTransactionReceipt', [hash])
  const receipt = answer === null ? null : parseReceipt(answer, hash, client.config.opStack)
  // Another endpoint may give the L1 fee that this one leaves out.
  if (receipt !== null && !receipt.l1FeeMissing) {
    const { blockNumber } = receipt
    client.cache?.addFacts('receipt', [{ key: hash.toLowerCase(), blockNumber, text: formatKeptFields(answer) }])
  }
  return receipt
}

/**
 * Reads the receipts of transactions, each once per client. Keys of the result are the hashes as given.
 *
 * One that the endpoint does not have, or that does not say what was paid, is absent from the map.
 *
 * Reads `eth_getTransactionReceipt` for each hash, side by side; none for those that an earlier visit kept.
 *
 * @throws InconsistentDataError when a receipt is malformed or belongs to another transaction.
 */
export async function fetchReceipts(
  client: ChainClient,
  hashes: readonly Hex[],
): Promise<ReadonlyMap<Hex, TransactionReceipt>> {
  const distinct = [...new Set(hashes)]
  let done = 0
  const receipts = await Promise.all(
    distinct.map(async (hash) => {
      const receipt = await memoised(client, 'fetchReceipts', hash.toLowerCase(), () => fetchReceipt(client, hash))
      done++
      if (done % 20 === 0) {
        client.report({
          step: 'Reading what the transactions cost',
          done,
          total: distinct.length,
          unit: 'transactions',
          secondsLeft: null,
        })
      }
      return [hash, receipt] as const
    }),
  )
  return new Map(receipts.filter((entry): entry is readonly [Hex, TransactionReceipt] => entry[1] !== null))
}
