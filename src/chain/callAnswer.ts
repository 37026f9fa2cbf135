import { keccak256 } from 'viem'
import type { Hex } from '../domain/primitives'
import type { ContractCall } from './contractCall'

/** A call as it is asked: what is called with which data. */
export type AskedCall = Pick<ContractCall<unknown>, 'address' | 'functionName' | 'data'>

/** What a call gave, before it is decoded. `isLasting` says that it would fail at that block on any node: the contract itself said no. */
export type CallAnswer =
  | { readonly ok: true; readonly data: Hex }
  | { readonly ok: false; readonly error: string; readonly isLasting: boolean }

const wordDigits = 64
/** Longer data stands for itself as its hash. */
const maxDataLength = 202

/** The same for equal calls. */
export function callKey({ address, data }: Pick<AskedCall, 'address' | 'data'>): string {
  const lower = data.toLowerCase() as Hex
  return `${address.toLowerCase()}${lower.length > maxDataLength ? `#${keccak256(lower)}` : lower}`
}

/** Writes an answer as short text: words without the zeros that they begin with. */
export function formatCallAnswer(answer: CallAnswer): string {
  if (!answer.ok) return `-${answer.error}`
  const words = answer.data.slice(2).match(/.{1,64}/g) ?? []
  return `+${words.map((word) => (word.length === wordDigits ? `,${word.replace(/^0+/, '')}` : `.${word}`)).join('')}`
}

/** Reads what `formatCallAnswer` wrote; `null` for anything else. */
export function parseCallAnswer(text: string): CallAnswer | null {
  if (text.startsWith('-')) return { ok: false, error: text.slice(1), isLasting: true }
  if (!/^\+(,[\da-f]{0,64})*(\.([\da-f]{2})+)?$/i.test(text)) return null
  const [words = '', rest = ''] = text.slice(1).split('.')
  const padded = words
    .split(',')
    .slice(1)
    .map((word) => word.padStart(wordDigits, '0'))
  return { ok: true, data: `0x${padded.join('')}${rest}` }
}
