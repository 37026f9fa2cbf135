import { encodeAbiParameters, encodeErrorResult, numberToHex, parseAbi, stringToHex } from 'viem'
import type { Hex } from 'viem'

/** How a `HostileToken` answers: see the contract. */
export interface HostileMetadata {
  readonly text: HostileAnswer
  readonly decimals: HostileAnswer
}

export type HostileAnswer =
  | { readonly kind: 'returns'; readonly data: Hex }
  | { readonly kind: 'reverts'; readonly data: Hex }
  | { readonly kind: 'returns a megabyte' }

const offchainLookup = encodeErrorResult({
  abi: parseAbi(['error OffchainLookup(address, string[], bytes, bytes4, bytes)']),
  args: [
    '0x000000000000000000000000000000000000dEaD',
    ['https://gateway.offchain.example/{sender}/{data}'],
    '0x',
    '0x95d89b41',
    '0x',
  ],
})

const say = (text: string): HostileAnswer => ({
  kind: 'returns',
  data: encodeAbiParameters([{ type: 'string' }], [text]),
})
const count = (value: bigint): HostileAnswer => ({ kind: 'returns', data: numberToHex(value, { size: 32 }) })

const markup = `<img src=x onerror="document.title='acted'"><script>document.title='acted'</script><style>*{display:none}</style>`

/** Tokens of the hostile chain, by what is wrong with them. The first letters of each address say which of a pair's tokens it is. */
export const hostileTokens = {
  'says it is USDC': { text: say('USDC'), decimals: count(6n) },
  'says it is WETH': { text: say('WETH'), decimals: count(18n) },
  'is markup': { text: say(markup), decimals: count(18n) },
  'is a megabyte long': { text: { kind: 'returns a megabyte' }, decimals: { kind: 'returns a megabyte' } },
  'turns the line around': {
    text: say('\u202eCDSU\u2066\u200b\u200d\u0000\u0007\u0300\u0300\u0300\u0300'),
    decimals: count(18n),
  },
  'is invisible': { text: say('\u200b\u2060\ufeff\u00ad'), decimals: count(18n) },
  'is bytes32': { text: { kind: 'returns', data: stringToHex('OLD', { size: 32 }) }, decimals: count(18n) },
  reverts: { text: { kind: 'reverts', data: '0x' }, decimals: { kind: 'reverts', data: '0x' } },
  'sends to a server': {
    text: { kind: 'reverts', data: offchainLookup },
    decimals: { kind: 'reverts', data: offchainLookup },
  },
  'has 255 decimals': { text: say('MANY'), decimals: count(255n) },
  'has 2^256 - 1 decimals': { text: say('MOST'), decimals: count(2n ** 256n - 1n) },
} as const satisfies Readonly<Record<string, HostileMetadata>>

export type HostileTokenName = keyof typeof hostileTokens
