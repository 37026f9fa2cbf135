import type { ChainClient, RawLog } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import { countScanRequests, scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { BlockRange, Hex } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'

/** Transactions this near to each other are read in one scan of the position manager's logs. */
const NEIGHBOUR_BLOCKS = 8

/** A transaction and its block. */
export interface TransactionPlace {
  readonly blockNumber: number
  readonly transactionHash: Hex
}

export interface ManagerLogOptions {
  /** First topics that are wanted; others can be among the logs. */
  readonly topics: readonly Hex[]
  /** Whether all blocks from the first place to the last may be read where that is fewer requests: logs of other pools come along. */
  readonly mayReadAllBetween: boolean
}

/**
 * Reads the position manager's logs of some transactions; those of others can be among them.
 *
 * Reads its logs of just their blocks, or the transactions' receipts, or all logs in between: whatever is fewer requests. Where a receipt is
 * not there, its block's logs.
 *
 * @param places in the order of their blocks.
 */
export async function fetchManagerLogs(
  client: ChainClient,
  { positionManager }: Pick<UniswapV3Deployment, 'positionManager'>,
  places: readonly TransactionPlace[],
  { topics, mayReadAllBetween }: ManagerLogOptions,
): Promise<readonly RawLog[]> {
  const hashes = [...new Set(places.map(({ transactionHash }) => transactionHash))]
  const ranges = chooseRanges(
    client,
    places.map(({ blockNumber }) => blockNumber),
    mayReadAllBetween,
  )
  const filter = { address: positionManager, topics: [topics], what: 'which positions the deposits belong to' }
  const scan = async (parts: readonly BlockRange[]) =>
    (await Promise.all(parts.map((part) => scanLogs(client, filter, part)))).flat()
  if (ranges.length < hashes.length) return await scan(ranges)
  const receipts = await fetchReceipts(client, hashes)
  const unseen = places.filter(({ transactionHash }) => !receipts.has(transactionHash))
  const logs = [...receipts.values()].flatMap((receipt) =>
    receipt.logs.filter((log) => isSameAddress(log.address, positionManager)),
  )
  return [...logs, ...(await scan(computeNeighbourRanges(unseen.map(({ blockNumber }) => blockNumber))))]
}

function chooseRanges(
  client: ChainClient,
  blockNumbers: readonly number[],
  mayReadAllBetween: boolean,
): readonly BlockRange[] {
  const ranges = computeNeighbourRanges(blockNumbers)
  const [first, last] = [ranges.at(0), ranges.at(-1)]
  if (!mayReadAllBetween || !first || !last) return ranges
  const whole = { fromBlock: first.fromBlock, toBlock: last.toBlock }
  const requests = countScanRequests(client, whole)
  if (requests >= ranges.length) return ranges
  // One range for each request, so that their number can be compared with that of receipts.
  const blocks = Math.ceil((whole.toBlock - whole.fromBlock + 1) / requests)
  return Array.from({ length: requests }, (_, index) => ({
    fromBlock: whole.fromBlock + index * blocks,
    toBlock: Math.min(whole.toBlock, whole.fromBlock + (index + 1) * blocks - 1),
  })).filter(({ fromBlock, toBlock }) => fromBlock <= toBlock)
}

/** Merges block numbers (in order) to ranges, over gaps that are too short to be worth a request. */
export function computeNeighbourRanges(blockNumbers: readonly number[]): readonly BlockRange[] {
  const ranges: BlockRange[] = []
  for (const blockNumber of blockNumbers) {
    const last = ranges.at(-1)
    if (last && blockNumber - last.toBlock <= NEIGHBOUR_BLOCKS) {
      ranges[ranges.length - 1] = { fromBlock: last.fromBlock, toBlock: blockNumber }
    } else {
      ranges.push({ fromBlock: blockNumber, toBlock: blockNumber })
    }
  }
  return ranges
}
