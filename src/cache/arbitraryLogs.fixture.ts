import fc from 'fast-check'
import { getAddress } from 'viem'
import type { Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'

const hexDigits = (bytes: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 2 * bytes, maxLength: 2 * bytes })
    .map((all) => all.join(''))

/** 32 bytes that are short, long, negative, or all the same. */
const arbitraryWord = fc.oneof(
  hexDigits(32),
  fc.nat({ max: 40 }).chain((digits) => hexDigits(20).map((text) => text.slice(0, digits).padStart(64, '0'))),
  fc.nat({ max: 40 }).chain((digits) => hexDigits(20).map((text) => text.slice(0, digits).padStart(64, 'f'))),
  fc.constantFrom('0'.repeat(64), 'f'.repeat(64)),
)

const arbitraryData = fc
  .tuple(fc.array(arbitraryWord, { maxLength: 6 }), fc.nat({ max: 31 }).chain(hexDigits))
  .map(([words, rest]) => `0x${words.join('')}${rest}` as Hex)

/** The same 32 bytes for the same numbers. */
export function hashOf(...numbers: readonly number[]): Hex {
  const text = numbers.map((number) => (number + 0xabc).toString(16)).join('e')
  return `0x${text.padStart(64, '9')}`
}

const arbitraryLog = fc.record({
  address: fc.integer({ min: 1, max: 4 }).map((n) => getAddress(`0x${String(n).repeat(40)}`)),
  topics: fc.array(
    arbitraryWord.map((word): Hex => `0x${word}`),
    { maxLength: 4 },
  ),
  data: arbitraryData,
  timestamp: fc.option(fc.integer({ min: 0, max: 2 ** 40 })),
  transaction: fc.nat({ max: 5 }),
})

/** Logs as a scan gives them: ordered, each once, one hash for each block. */
export const arbitraryLogs: fc.Arbitrary<readonly RawLog[]> = fc
  .array(
    fc.record({ gap: fc.integer({ min: 0, max: 2 ** 20 }), step: fc.integer({ min: 1, max: 300 }), log: arbitraryLog }),
    {
      maxLength: 40,
    },
  )
  .chain((parts) => fc.nat({ max: 30_000_000 }).map((firstBlock) => ({ parts, firstBlock })))
  .map(({ parts, firstBlock }) => {
    let blockNumber = firstBlock
    let logIndex = -1
    return parts.map(({ gap, step, log: { transaction, ...log } }) => {
      // Half of the logs stand in the block of the one before.
      const isNewBlock = gap % 2 === 1
      blockNumber += isNewBlock ? gap : 0
      logIndex = isNewBlock ? step : logIndex + step
      return {
        ...log,
        blockNumber,
        logIndex,
        blockHash: hashOf(blockNumber),
        transactionHash: hashOf(blockNumber, transaction),
      }
    })
  })
