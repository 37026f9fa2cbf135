import { createBoxTest } from '../domain/logBox'
import type { LogBox } from '../domain/logBox'
import type { RawLog } from '../domain/rawLog'
import { formatBox } from './boxText'
import { computeTextChecksum } from './checksum'
import { decodeLogs } from './decodeLogs'
import { encodeLogs } from './encodeLogs'
import type { CacheValue, Entry } from './store'

/** Room that an entry takes beside what is in it. */
const overheadBytes = 100

/** Something that can never change once its block is final. */
export interface Fact {
  readonly blockNumber: number
  readonly text: string
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000)
}

export function createEntry(key: string, label: string, value: CacheValue): Entry {
  const bytes = value.length + key.length + label.length + overheadBytes
  return { info: { key, label, bytes, usedAt: nowSeconds() }, value }
}

/** An entry with all logs of a box. They must be ordered as `encodeLogs` wants them. */
export function createLogsEntry(key: string, box: LogBox, logs: readonly RawLog[]): Entry {
  return createEntry(key, formatBox(box), encodeLogs(logs))
}

/** The logs of an entry as they were written; `null` when it is damaged, or holds what its box does not. */
export function parseLogsValue(value: CacheValue | undefined, box: LogBox): readonly RawLog[] | null {
  if (!(value instanceof Uint8Array)) return null
  try {
    const logs = decodeLogs(value)
    return logs.every(createBoxTest(box)) ? logs : null
  } catch {
    return null
  }
}

export function createFactEntry(key: string, { blockNumber, text }: Fact): Entry {
  const fact = `${blockNumber} ${text}`
  return createEntry(key, '', `${computeTextChecksum(fact).toString(36)} ${fact}`)
}

/** The fact of an entry as it was written; `null` when it is damaged. */
export function parseFactValue(value: CacheValue | undefined): Fact | null {
  const parts = typeof value === 'string' ? /^([\da-z]{1,7}) ((\d{1,15}) (.*))$/s.exec(value) : null
  if (!parts) return null
  const [, checksum, fact = '', blockNumber, text = ''] = parts
  return computeTextChecksum(fact).toString(36) === checksum ? { blockNumber: Number(blockNumber), text } : null
}
