import { getAddress } from 'viem'
import type { Address, Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import { CorruptCacheError } from '../errors'
import { ByteReader } from './byteReader'
import { checksumBytes, computeChecksum } from './checksum'
import { HexText } from './hexText'

const maxTopics = 4

interface Block {
  readonly number: number
  readonly hash: Hex
}

interface Dictionaries {
  readonly addresses: readonly Address[]
  readonly topics: readonly Hex[]
  readonly blocks: readonly Block[]
  readonly transactions: readonly Hex[]
}

function readWord(reader: ByteReader, text: HexText): void {
  const code = reader.byte()
  const stripped = code % 64
  if (stripped > 32 || code > 64 + 32) throw new CorruptCacheError('a word in it has no length')
  text.addFill(stripped, code < 64 ? 0x00 : 0xff)
  text.add(reader.bytes(32 - stripped))
}

function readValues(reader: ByteReader, readValue: (text: HexText) => void): readonly Hex[] {
  const text = new HexText()
  for (let left = reader.count(); left > 0; left--) {
    text.begin()
    readValue(text)
    text.end()
  }
  return text.cut()
}

function readBlocks(reader: ByteReader): readonly Block[] {
  const numbers: number[] = []
  const hashes = readValues(reader, (text) => {
    const difference = reader.number()
    const number = (numbers.at(-1) ?? 0) + difference
    if (numbers.length > 0 && difference === 0) throw new CorruptCacheError('a block in it stands twice')
    if (!Number.isSafeInteger(number)) throw new CorruptCacheError('a block number in it is too large')
    numbers.push(number)
    text.add(reader.bytes(32))
  })
  return hashes.map((hash, index) => ({ number: numbers[index] as number, hash }))
}

function readDictionaries(reader: ByteReader): Dictionaries {
  return {
    addresses: readValues(reader, (text) => text.add(reader.bytes(20))).map((address) => getAddress(address)),
    topics: readValues(reader, (text) => readWord(reader, text)),
    blocks: readBlocks(reader),
    transactions: readValues(reader, (text) => text.add(reader.bytes(32))),
  }
}

function readData(reader: ByteReader, text: HexText): void {
  let left = reader.number()
  text.begin()
  for (; left >= 32; left -= 32) readWord(reader, text)
  text.add(reader.bytes(left))
  text.end()
}

function look<T>(values: readonly T[], index: number): T {
  const value = values[index]
  if (value === undefined) throw new CorruptCacheError('it names something that is not in it')
  return value
}

/** A log while it is read: its data comes last, cut out of one text. */
type Draft = { -readonly [K in keyof RawLog]: RawLog[K] }

function readTopics(reader: ByteReader, { topics }: Dictionaries): readonly Hex[] {
  const count = reader.byte()
  if (count > maxTopics) throw new CorruptCacheError('a log in it has too many topics')
  const found: Hex[] = []
  for (let index = 0; index < count; index++) found.push(look(topics, reader.number()))
  return found
}

/** Reads all of a log but its data. `time` is the last one that was read. */
function readLog(reader: ByteReader, dictionaries: Dictionaries, previous: Draft | undefined, time: number): Draft {
  const block = look(dictionaries.blocks, reader.number())
  const logIndex = reader.number()
  const isAfter =
    previous === undefined ||
    block.number > previous.blockNumber ||
    (block.number === previous.blockNumber && logIndex > previous.logIndex)
  if (!isAfter) throw new CorruptCacheError('the logs in it are out of order')
  return {
    blockNumber: block.number,
    blockHash: block.hash,
    logIndex,
    address: look(dictionaries.addresses, reader.number()),
    transactionHash: look(dictionaries.transactions, reader.number()),
    topics: readTopics(reader, dictionaries),
    timestamp: readTimestamp(reader, time),
    data: '0x',
  }
}

function readTimestamp(reader: ByteReader, last: number): number | null {
  const code = reader.number()
  if (code === 0) return null
  const timestamp = last + reader.signed()
  if (code !== 1 || timestamp < 0) throw new CorruptCacheError('a time in it is none')
  return timestamp
}

/**
 * Reads logs that `encodeLogs` wrote: sorted by `(blockNumber, logIndex)`, each once, as they were given to it but for the letter
 * case of hexadecimal digits, which is lower; addresses are checksummed.
 *
 * @throws CorruptCacheError for bytes that are anything else.
 */
export function decodeLogs(bytes: Uint8Array): readonly RawLog[] {
  if (bytes.length < checksumBytes) throw new CorruptCacheError('it ends too early')
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (checksum !== computeChecksum(bytes)) throw new CorruptCacheError('its checksum is another')
  const reader = new ByteReader(bytes, checksumBytes)
  const dictionaries = readDictionaries(reader)
  const logs: Draft[] = []
  const text = new HexText()
  let time = 0
  for (let left = reader.count(); left > 0; left--) {
    const log = readLog(reader, dictionaries, logs.at(-1), time)
    readData(reader, text)
    time = log.timestamp ?? time
    logs.push(log)
  }
  if (!reader.isAtEnd) throw new CorruptCacheError('it does not end where it should')
  text.cut().forEach((data, index) => ((logs[index] as Draft).data = data))
  return logs
}
