import { bench, describe } from 'vitest'
import { getAddress } from 'viem'
import type { Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import { hashOf } from './arbitraryLogs.fixture'
import { decodeLogs } from './decodeLogs'
import { encodeLogs } from './encodeLogs'

const word = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`
const manager = getAddress('0xc36442b4a4522e871399cd717abdd847ab11fe88')

/** Mints of a pool, two in a block now and then: one row of the cache. */
const logs = Array.from({ length: 8_000 }, (_, index): RawLog => {
  const blockNumber = 12_369_621 + 40 * (index - (index % 3 === 1 ? 1 : 0))
  const amounts = [index * 7_919 * 104_729, index * 1_299_709, index * 15_485_863]
    .map(word)
    .map((text) => text.slice(2))
  return {
    address: getAddress('0x88e6a0c2ddd26feeb64f039a2c41296fcb3f5640'),
    topics: [
      hashOf(1),
      `0x${manager.slice(2).toLowerCase().padStart(64, '0')}`,
      word(index % 90),
      word(200 + (index % 90)),
    ],
    data: `0x${manager.slice(2).toLowerCase().padStart(64, '0')}${amounts.join('')}`,
    blockNumber,
    blockHash: hashOf(blockNumber),
    logIndex: index % 3,
    transactionHash: hashOf(blockNumber, index),
    timestamp: 1_620_000_000 + 12 * (blockNumber - 12_369_621),
  }
})
const bytes = encodeLogs(logs)
const json = JSON.stringify(logs)

describe(`8,000 logs: ${bytes.length} bytes, as JSON ${json.length}`, () => {
  bench('encodeLogs', () => void encodeLogs(logs))
  bench('JSON.stringify', () => void JSON.stringify(logs))
  bench('decodeLogs', () => void decodeLogs(bytes))
  bench('JSON.parse', () => void JSON.parse(json))
})
