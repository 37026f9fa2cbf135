import { encodeEventTopics, parseAbi } from 'viem'
import type { TransactionReceipt } from '../chain/chainClient'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'

const [transferTopic] = encodeEventTopics({
  abi: parseAbi(['event Transfer(address indexed from, address indexed to, uint256 value)']),
})
/** Place of the receiver among the topics of a transfer, of tokens and of NFTs alike. */
const RECEIVER = 2

/** Whether a log tells of something that `owner` did: it wrote the log itself, or stands in it as anything but the receiver of a transfer. */
function tellsOfOwner({ address, topics }: RawLog, owner: Address): boolean {
  if (isSameAddress(address, owner)) return true
  const isTransfer = topics[0]?.toLowerCase() === transferTopic
  const word = `0x${owner.slice(2).toLowerCase().padStart(64, '0')}`
  return topics.some((topic, place) => topic.toLowerCase() === word && !(isTransfer && place === RECEIVER))
}

/**
 * Whether somebody else made a transaction without any part of `owner` in it.
 *
 * An account has a part in what it sent. A contract (a Safe, a smart account, a vault) sends nothing; it has a part in a transaction that
 * was sent to it, in which it wrote a log, gave tokens away or is named by another contract. Any such sign counts, also one that a
 * stranger has forged: what is in doubt is the owner's.
 */
export function isByStranger(receipt: TransactionReceipt, owner: Address, ownerIsContract: boolean): boolean {
  if (isSameAddress(receipt.from, owner)) return false
  if (!ownerIsContract) return true
  const isSentToOwner = receipt.to !== null && isSameAddress(receipt.to, owner)
  return !isSentToOwner && !receipt.logs.some((log) => tellsOfOwner(log, owner))
}
