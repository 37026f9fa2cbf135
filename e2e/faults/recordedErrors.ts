import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rangesWithCap, rangesWithoutCap, sizes, rates, histories, transients } from './limitMessages'
import type { WordedError } from './limitMessages'

/** What an error is about, and so when an endpoint gives it. */
export type ErrorOccasion = 'range' | 'size' | 'filter' | 'rate' | 'history' | 'transient' | 'terminal'

/** An error as an endpoint gave it. */
export interface PlayedError {
  readonly occasion: ErrorOccasion
  readonly error: WordedError
  /** The largest range, where the message names one. */
  readonly blockCap: number | null
  /** The whole body where it was no JSON-RPC. */
  readonly isText: boolean
}

interface RecordedError {
  readonly cls: string
  readonly http: number | null
  readonly code: number | null
  readonly message: string
  readonly data: unknown
  readonly block_cap: number | null
}

const recordedFile = fileURLToPath(new URL('../../../shared/data/rpc-errors.json', import.meta.url))

/** What each class of the records is about; reverts are a contract's word and hangs have none. */
const occasions: Readonly<Record<string, ErrorOccasion>> = {
  span: 'range',
  results: 'size',
  timeout: 'transient',
  filter: 'filter',
  'terminal-auth': 'terminal',
  'terminal-gone': 'terminal',
  'state-pruned': 'history',
  rate: 'rate',
  transient: 'transient',
  'past-head': 'transient',
  method: 'terminal',
  etherscan: 'terminal',
}

/** Whether the records of real endpoints are there. */
export const hasRecordedErrors = existsSync(recordedFile)

/** Errors of real endpoints, as they were recorded; none where the records are not there. */
export function readRecordedErrors(): readonly PlayedError[] {
  if (!hasRecordedErrors) return []
  const records = JSON.parse(readFileSync(recordedFile, 'utf8')) as readonly RecordedError[]
  return records.flatMap(({ cls, http, code, message, data, block_cap: blockCap }) => {
    const occasion = occasions[cls]
    if (occasion === undefined) return []
    const error = {
      code: code ?? -32_000,
      message,
      ...(data === null ? {} : { data }),
      ...(http === null ? {} : { status: http }),
    }
    return [{ occasion, error, blockCap, isText: code === null && http !== null }]
  })
}

const asked = { fromBlock: 1, toBlock: 100_000, max: 1_000 }

/** The shapes of such messages, in words of our own. */
export function listKnownErrors(): readonly PlayedError[] {
  const play = (occasion: ErrorOccasion, blockCap: number | null = null) => {
    return (error: WordedError): PlayedError => ({ occasion, error, blockCap, isText: false })
  }
  return [
    ...rangesWithCap.map((word) => play('range', 1_000)(word(asked))),
    ...rangesWithoutCap.map((word) => play('range')(word(asked))),
    ...sizes.map((word) => play('size')(word(asked))),
    ...rates.map(play('rate')),
    ...histories.map(play('history')),
    ...transients.map(play('transient')),
  ]
}
