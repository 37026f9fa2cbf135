import type { Address } from '../../src/domain/primitives'
import { formatQuantity, requestRaw } from '../devnet/devnetClient'
import type { DevnetClient } from '../devnet/devnetClient'
import { StoryBlocks } from '../devnet/storyBlocks'
import type { StoryTransaction } from '../devnet/storyBlocks'

export type PlannedTransaction = StoryTransaction

/** Transactions that share a block, in order, and its time in seconds (`null` for soon after the block before). */
export interface PlannedBlock {
  readonly timestamp: number | null
  readonly transactions: readonly PlannedTransaction[]
}

/**
 * Mines planned blocks and gives their numbers.
 *
 * @throws Error with the contract's reason when a transaction reverts
 */
export async function replayBlocks(client: DevnetClient, blocks: readonly PlannedBlock[]): Promise<readonly number[]> {
  const latest = await client.getBlock()
  const story = new StoryBlocks(client, Number(latest.timestamp), () => undefined)
  const blockNumbers: number[] = []
  for (const { timestamp, transactions } of blocks) {
    if (timestamp !== null) story.moveTo(timestamp)
    const receipts = await story.inOneBlock(() => transactions.map((transaction) => story.send(transaction)))
    blockNumbers.push(receipts[0]?.blockNumber ?? Number(await client.getBlockNumber()))
  }
  return blockNumbers
}

/** Senders need native coin for gas: gives each of them plenty. */
export async function fundSenders(client: DevnetClient, senders: Iterable<Address>): Promise<void> {
  await Promise.all(
    [...new Set(senders)].map((sender) => requestRaw(client, 'anvil_setBalance', [sender, formatQuantity(10n ** 30n)])),
  )
}
