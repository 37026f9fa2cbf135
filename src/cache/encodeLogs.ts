import type { Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import { ByteWriter } from './byteWriter'
import { computeChecksum, checksumBytes } from './checksum'

const wordDigits = 64

/** Numbers values in the order in which they first come. */
class Dictionary {
  readonly #numbers = new Map<string, number>()

  numberOf(value: string): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(value, number)
    return number
  }

  get values(): readonly string[] {
    return [...this.#numbers.keys()]
  }
}

/** 32 bytes without the zeros (or the ones of a negative number) that they begin with. `start` is that of their digits. */
function writeWord(writer: ByteWriter, text: string, start: number): void {
  const digit = text[start] === 'f' ? 'f' : '0'
  let stripped = 0
  while (stripped < 32 && text[start + 2 * stripped] === digit && text[start + 2 * stripped + 1] === digit) stripped++
  writer.byte(digit === 'f' ? stripped + 64 : stripped)
  writer.hex(text, start + 2 * stripped, 32 - stripped)
}

function writeData(writer: ByteWriter, data: Hex): void {
  const bytes = data.length / 2 - 1
  writer.number(bytes)
  let start = 2
  for (; start + wordDigits <= data.length; start += wordDigits) writeWord(writer, data, start)
  writer.hex(data, start, (data.length - start) / 2)
}

/** Blocks are few against logs: each stands once, with its hash. */
function listBlocks(logs: readonly RawLog[]): readonly RawLog[] {
  return logs.filter((log, index) => log.blockNumber !== logs[index - 1]?.blockNumber)
}

/**
 * Writes logs as bytes, about a seventh of what they take as JSON: what repeats stands once, numbers are short, and words do not
 * carry the zeros that fill them.
 *
 * The logs must be sorted by `(blockNumber, logIndex)`, each once, with one hash for each block. Layout: checksum; addresses; topics;
 * blocks (difference of numbers, hash); transactions; then each log.
 */
export function encodeLogs(logs: readonly RawLog[]): Uint8Array<ArrayBuffer> {
  const addresses = new Dictionary()
  const topics = new Dictionary()
  const transactions = new Dictionary()
  const body = new ByteWriter()
  body.number(logs.length)
  let block = 0
  let timestamp = 0
  logs.forEach((log, index) => {
    const isNewBlock = index > 0 && log.blockNumber !== (logs[index - 1] as RawLog).blockNumber
    if (isNewBlock) block++
    body.number(block)
    body.number(log.logIndex)
    body.number(addresses.numberOf(log.address))
    body.number(transactions.numberOf(log.transactionHash))
    body.byte(log.topics.length)
    for (const topic of log.topics) body.number(topics.numberOf(topic))
    if (log.timestamp === null) body.number(0)
    else {
      body.number(1)
      body.signed(log.timestamp - timestamp)
      timestamp = log.timestamp
    }
    writeData(body, log.data)
  })

  const writer = new ByteWriter()
  for (let index = 0; index < checksumBytes; index++) writer.byte(0)
  writeDictionaries(writer, logs, addresses, topics, transactions)
  const head = writer.finish()
  const rest = body.finish()
  const bytes = new Uint8Array(head.length + rest.length)
  bytes.set(head)
  bytes.set(rest, head.length)
  new DataView(bytes.buffer).setUint32(0, computeChecksum(bytes))
  return bytes
}

function writeDictionaries(
  writer: ByteWriter,
  logs: readonly RawLog[],
  addresses: Dictionary,
  topics: Dictionary,
  transactions: Dictionary,
): void {
  writer.number(addresses.values.length)
  for (const address of addresses.values) writer.hex(address, 2, 20)
  writer.number(topics.values.length)
  for (const topic of topics.values) writeWord(writer, topic, 2)
  const blocks = listBlocks(logs)
  writer.number(blocks.length)
  let previous = 0
  for (const { blockNumber, blockHash } of blocks) {
    writer.number(blockNumber - previous)
    writer.hex(blockHash, 2, 32)
    previous = blockNumber
  }
  writer.number(transactions.values.length)
  for (const hash of transactions.values) writer.hex(hash, 2, 32)
}
