import { padHex } from 'viem'
import type { ChainClient, RawLog } from '../chain/chainClient'
import type { ScanOptions } from '../chain/logScan'
import { scanLogs } from '../chain/scanLogs'
import type { Address, BlockRange, Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'

/** `Transfer(address indexed from, address indexed to, uint256 value)` */
const transferTopic: Hex = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

/** What a contract holds of a token at the end of a block. */
export interface KnownBalance {
  readonly holder: Address
  readonly blockNumber: number
  readonly balance: bigint
}

/**
 * Computes what a contract held of a token at the ends of earlier blocks, from what it holds now and the token's `Transfer` logs since: for nodes
 * without archive state. In base units; only for a token whose balances change by transfers alone.
 *
 * Reads the token's logs from and to the contract since the first of the blocks.
 *
 * @throws LongScanError as `limits` say, else as `scanLogs`.
 */
export async function fetchPastBalances(
  client: ChainClient,
  token: Address,
  { holder, blockNumber, balance }: KnownBalance,
  blockNumbers: readonly number[],
  limits: ScanOptions,
): Promise<ReadonlyMap<number, bigint>> {
  const range = { fromBlock: Math.min(...blockNumbers) + 1, toBlock: blockNumber }
  const topic = padHex(holder.toLowerCase() as Address, { size: 32 })
  const scan = (topics: readonly (Hex | null)[]) => scanTransfers(client, token, topics, range, limits)
  const [out, into] = await Promise.all([scan([transferTopic, topic]), scan([transferTopic, null, topic])])
  const changes = [
    ...out.map((log) => ({ blockNumber: log.blockNumber, amount: -readAmount(log) })),
    ...into.map((log) => ({ blockNumber: log.blockNumber, amount: readAmount(log) })),
  ].sort((a, b) => b.blockNumber - a.blockNumber)
  const balances = new Map<number, bigint>()
  let [held, next] = [balance, 0]
  for (const block of [...new Set(blockNumbers)].sort((a, b) => b - a)) {
    for (; (changes[next]?.blockNumber ?? 0) > block; next++) held -= changes[next]?.amount ?? 0n
    if (held < 0n) throw new InconsistentDataError(`The transfers of ${token} do not add up.`, { details: holder })
    balances.set(block, held)
  }
  return balances
}

function scanTransfers(
  client: ChainClient,
  token: Address,
  topics: readonly (Hex | null)[],
  range: BlockRange,
  limits: ScanOptions,
): Promise<readonly RawLog[]> {
  return scanLogs(client, { address: token, topics, what: 'what pools held' }, range, limits)
}

function readAmount({ data }: RawLog): bigint {
  if (!/^0x[\da-f]{64}$/i.test(data)) throw new InconsistentDataError('A transfer of a token cannot be read.')
  return BigInt(data)
}
