import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CorruptCacheError } from '../errors'
import { arbitraryLogs } from './arbitraryLogs.fixture'
import { computeChecksum } from './checksum'
import { decodeLogs } from './decodeLogs'
import { encodeLogs } from './encodeLogs'

/** Bytes that pass the checksum, whatever they are. */
function seal(bytes: Uint8Array): Uint8Array {
  const sealed = Uint8Array.from(bytes)
  new DataView(sealed.buffer).setUint32(0, computeChecksum(sealed))
  return sealed
}

/** What is decoded from damaged bytes: `null` when that is noticed. */
function tryDecode(bytes: Uint8Array) {
  try {
    return decodeLogs(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptCacheError)
    return null
  }
}

describe('encodeLogs and decodeLogs', () => {
  test('property: logs come back as they were', () => {
    fc.assert(
      fc.property(arbitraryLogs, (logs) => {
        expect(decodeLogs(encodeLogs(logs))).toEqual(logs)
      }),
    )
  })

  test('default: no logs are few bytes', () => {
    const bytes = encodeLogs([])
    expect(bytes.length).toBeLessThan(12)
    expect(decodeLogs(bytes)).toEqual([])
  })

  test('behavior: hexadecimal digits come back in lower case', () => {
    const [log] = fc
      .sample(
        arbitraryLogs.filter((logs) => logs.length === 1),
        { numRuns: 1, seed: 1 },
      )
      .flat()
    if (!log) throw new Error('There is no log.')
    const decoded = decodeLogs(encodeLogs([{ ...log, data: '0xABCDEF', topics: [`0x${'F'.repeat(64)}`] }]))
    expect(decoded).toEqual([{ ...log, data: '0xabcdef', topics: [`0x${'f'.repeat(64)}`] }])
  })

  test('property: a byte that changed is noticed', () => {
    fc.assert(
      fc.property(arbitraryLogs, fc.nat(), fc.integer({ min: 1, max: 255 }), (logs, place, change) => {
        const bytes = encodeLogs(logs)
        const index = place % bytes.length
        bytes[index] = (bytes[index] as number) ^ change
        expect(() => decodeLogs(bytes)).toThrow(CorruptCacheError)
      }),
    )
  })

  test('property: whatever else is written in its place is refused, or is a list of logs in order', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ minLength: 4, maxLength: 200 }),
          fc
            .tuple(arbitraryLogs, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat(20))
            .map(([logs, changes, cut]) => {
              const bytes = encodeLogs(logs)
              for (const [place, value] of changes) bytes[4 + (place % (bytes.length - 4))] = value
              return bytes.slice(0, Math.max(4, bytes.length - cut))
            }),
        ),
        (bytes) => {
          const logs = tryDecode(seal(bytes)) ?? []
          logs.forEach((log, index) => {
            const before = logs[index - 1]
            const isAfter = !before || log.blockNumber > before.blockNumber || log.logIndex > before.logIndex
            expect(isAfter).toBe(true)
            expect(log.data).toMatch(/^0x([\da-f]{2})*$/)
            expect(log.topics.every((topic) => /^0x[\da-f]{64}$/.test(topic))).toBe(true)
            expect([log.blockHash, log.transactionHash].every((hash) => /^0x[\da-f]{64}$/.test(hash))).toBe(true)
            expect(Number.isSafeInteger(log.blockNumber) && log.blockNumber >= 0).toBe(true)
          })
        },
      ),
      { numRuns: 400 },
    )
  })

  test('error: too short for anything', () => {
    expect(() => decodeLogs(new Uint8Array(3))).toThrow(CorruptCacheError)
  })
})
