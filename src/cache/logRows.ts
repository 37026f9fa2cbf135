import type { LogBox } from '../domain/logBox'
import type { RawLog } from '../domain/rawLog'
import { formatBox } from './boxText'

/** All logs that exist in a box. */
export interface BoxedLogs {
  readonly box: LogBox
  readonly logs: readonly RawLog[]
}

/** Logs in one entry: about a megabyte, which is read in some hundredths of a second. */
const maxLogs = 8_000

/** Everything about a box but its blocks. */
function valuesKey(box: LogBox): string {
  return formatBox({ ...box, range: { fromBlock: 0, toBlock: 0 } })
}

/** Cuts what is above a block off; `null` when nothing is left. */
export function cutLogs({ box, logs }: BoxedLogs, lastBlock: number): BoxedLogs | null {
  const { fromBlock, toBlock } = box.range
  if (fromBlock > lastBlock) return null
  if (toBlock <= lastBlock) return { box, logs }
  const range = { fromBlock, toBlock: lastBlock }
  return { box: { ...box, range }, logs: logs.filter(({ blockNumber }) => blockNumber <= lastBlock) }
}

/** Puts boxes of the same values together whose blocks touch or overlap. */
export function joinLogs(parts: readonly BoxedLogs[]): readonly BoxedLogs[] {
  const joined: { box: LogBox; lists: (readonly RawLog[])[] }[] = []
  const keyed = parts.map((part) => ({ part, key: valuesKey(part.box) }))
  keyed.sort((a, b) =>
    a.key === b.key ? a.part.box.range.fromBlock - b.part.box.range.fromBlock : a.key < b.key ? -1 : 1,
  )
  let lastKey: string | null = null
  for (const { part, key } of keyed) {
    const last = joined.at(-1)
    if (last && lastKey === key && part.box.range.fromBlock <= last.box.range.toBlock + 1) {
      const toBlock = Math.max(last.box.range.toBlock, part.box.range.toBlock)
      last.box = { ...last.box, range: { fromBlock: last.box.range.fromBlock, toBlock } }
      last.lists.push(part.logs)
    } else {
      joined.push({ box: part.box, lists: [part.logs] })
    }
    lastKey = key
  }
  return joined.map(({ box, lists }) => ({ box, logs: lists.flat() }))
}

/** Sorts logs as they happened and drops doubles; `null` when two versions of a block or a log are among them. */
export function orderLogs(logs: readonly RawLog[]): readonly RawLog[] | null {
  const sorted = [...logs].sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
  const ordered: RawLog[] = []
  for (const log of sorted) {
    const last = ordered.at(-1)
    if (last?.blockNumber === log.blockNumber) {
      if (last.blockHash !== log.blockHash) return null
      if (last.logIndex === log.logIndex) {
        if (last.transactionHash !== log.transactionHash) return null
        continue
      }
    }
    ordered.push(log)
  }
  return ordered
}

/** Cuts ordered logs into rows that are not too large, between blocks; together they cover the whole box. */
export function splitLogs({ box, logs }: BoxedLogs): readonly BoxedLogs[] {
  const rows: BoxedLogs[] = []
  let start = 0
  let fromBlock = box.range.fromBlock
  while (logs.length - start > maxLogs) {
    const last = (logs[start + maxLogs] as RawLog).blockNumber
    let end = start + maxLogs
    while (end > start && (logs[end - 1] as RawLog).blockNumber === last) end--
    // More than fit stand in one block: it is a row of its own.
    if (end === start) while (end < logs.length && (logs[end] as RawLog).blockNumber === last) end++
    const toBlock = (logs[end - 1] as RawLog).blockNumber
    rows.push({ box: { ...box, range: { fromBlock, toBlock } }, logs: logs.slice(start, end) })
    fromBlock = toBlock + 1
    start = end
  }
  if (fromBlock <= box.range.toBlock) {
    rows.push({ box: { ...box, range: { fromBlock, toBlock: box.range.toBlock } }, logs: logs.slice(start) })
  }
  return rows
}
