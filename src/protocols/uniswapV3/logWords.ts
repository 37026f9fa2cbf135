import { getAddress, padHex, toHex } from 'viem'
import type { RawLog } from '../../chain/chainClient'
import type { Address, Hex } from '../../domain/primitives'

const hexDigitsPerWord = 64
/** More checksums than this are not kept. */
const maxAddresses = 20_000

/** Checksummed addresses by their topic: a checksum costs a hash, and the same owners come again and again. */
const addresses = new Map<Hex, Address>()

/** Whether a log has this many topics and exactly this many words of data: the shape that an event's ABI prescribes. */
export function hasShape(log: RawLog, topicCount: number, wordCount: number): boolean {
  return log.topics.length === topicCount && log.data.length === 2 + wordCount * hexDigitsPerWord
}

/** Word `index` of a log's data as an unsigned integer. */
export function readUint(data: Hex, index: number): bigint {
  const start = 2 + index * hexDigitsPerWord
  return BigInt(`0x${data.slice(start, start + hexDigitsPerWord)}`)
}

/** Word `index` of a log's data as a signed integer. */
export function readInt(data: Hex, index: number): bigint {
  return BigInt.asIntN(256, readUint(data, index))
}

/** Word `index` of a log's data as a checksummed address. */
export function readAddress(data: Hex, index: number): Address {
  const start = 2 + index * hexDigitsPerWord
  return getAddress(`0x${data.slice(start + 24, start + hexDigitsPerWord)}`)
}

/** An indexed `uint`. */
export function parseUintTopic(topic: Hex | undefined): bigint {
  return BigInt(topic as Hex)
}

/** An indexed `int24`: a tick. */
export function parseTickTopic(topic: Hex | undefined): number {
  return Number(BigInt.asIntN(256, BigInt(topic as Hex)))
}

/** An indexed `address`, checksummed. */
export function parseAddressTopic(topic: Hex | undefined): Address {
  const known = addresses.get(topic as Hex)
  if (known !== undefined) return known
  const address = getAddress(`0x${(topic as Hex).slice(26)}`)
  if (addresses.size >= maxAddresses) addresses.clear()
  addresses.set(topic as Hex, address)
  return address
}

/** The topic to look for an indexed `uint` with. */
export function formatUintTopic(value: bigint): Hex {
  return toHex(value, { size: 32 })
}

/** The topic to look for an indexed `int24` with. */
export function formatTickTopic(tick: number): Hex {
  return toHex(BigInt.asUintN(256, BigInt(tick)), { size: 32 })
}

/** The topic to look for an indexed `address` with. */
export function formatAddressTopic(address: Address): Hex {
  return padHex(address.toLowerCase() as Address, { size: 32 })
}
