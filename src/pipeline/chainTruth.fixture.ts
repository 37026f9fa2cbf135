import { decodeEventLog, maxUint128, zeroAddress } from 'viem'
import type { Address, Hex, TransactionReceipt } from 'viem'
import { poolAbi, positionManagerAbi, stakerAbi } from '../../e2e/devnet/abi'
import type { DevnetClient } from '../../e2e/devnet/devnetClient'
import { deploymentOf } from '../../e2e/devnet/deployments'
import type { DevnetDeployment } from '../../e2e/devnet/deployments'
import type { Pair } from '../domain/primitives'

/** What a receipt says that a position did. `paid` is what the pool itself paid out for a collect. */
export interface TrueEvent {
  readonly type: 'deposit' | 'withdraw' | 'collect' | 'transfer'
  readonly blockNumber: bigint
  readonly logIndex: number
  readonly transactionHash: Hex
  /** Principal of deposits and withdrawals, the pool's payout of collects. */
  readonly amounts: Pair
  readonly liquidity: bigint
  readonly from: Address
  readonly to: Address
}

const nothing: Pair = [0n, 0n]

/**
 * What really happened on a replica, for tests: read with viem alone from receipts and from the contracts' own answers, and with
 * no code of the app.
 */
export class ChainTruth {
  readonly deployment: DevnetDeployment
  readonly #events = new Map<bigint, Promise<readonly TrueEvent[]>>()

  constructor(readonly client: DevnetClient) {
    this.deployment = deploymentOf(client.chain.id as 1 | 8453)
  }

  /** Everything that happened to an NFT, in order. */
  fetchEvents(tokenId: bigint): Promise<readonly TrueEvent[]> {
    const known = this.#events.get(tokenId) ?? this.#readHistory(tokenId)
    this.#events.set(tokenId, known)
    return known
  }

  async #readHistory(tokenId: bigint): Promise<readonly TrueEvent[]> {
    const { positionManager: address } = this.deployment
    const read = { address, abi: positionManagerAbi, args: { tokenId }, fromBlock: 0n, toBlock: 'latest' } as const
    const logs = await Promise.all([
      this.client.getContractEvents({ ...read, eventName: 'IncreaseLiquidity' }),
      this.client.getContractEvents({ ...read, eventName: 'DecreaseLiquidity' }),
      this.client.getContractEvents({ ...read, eventName: 'Collect' }),
      this.client.getContractEvents({ ...read, eventName: 'Transfer' }),
    ])
    const hashes = [...new Set(logs.flat().map(({ transactionHash }) => transactionHash))]
    const receipts = await Promise.all(hashes.map((hash) => this.client.getTransactionReceipt({ hash })))
    return receipts
      .flatMap((receipt) => this.#readEvents(receipt, tokenId))
      .sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
  }

  #readEvents(receipt: TransactionReceipt, tokenId: bigint): readonly TrueEvent[] {
    let paid = nothing
    return receipt.logs.flatMap(({ address, topics, data, logIndex }): TrueEvent[] => {
      if (address.toLowerCase() !== this.deployment.positionManager.toLowerCase()) {
        paid = readPayout(topics, data) ?? paid
        return []
      }
      const event = readManagerLog(topics, data)
      if (event?.args.tokenId !== tokenId) return []
      const { blockNumber, transactionHash } = receipt
      const place = { blockNumber, logIndex, transactionHash, from: zeroAddress, to: zeroAddress }
      if (event.eventName === 'Transfer') {
        const { from, to } = event.args
        return [{ ...place, type: 'transfer', amounts: nothing, liquidity: 0n, from, to }]
      }
      if (event.eventName === 'Collect') return [{ ...place, type: 'collect', amounts: paid, liquidity: 0n }]
      const { liquidity, amount0, amount1 } = event.args
      const type = event.eventName === 'IncreaseLiquidity' ? 'deposit' : 'withdraw'
      return [{ ...place, type, amounts: [amount0, amount1], liquidity }]
    })
  }

  /** The NFT's holder at the end of a block: a farm while it is staked; `null` when it does not exist. */
  async fetchHolder(tokenId: bigint, blockNumber: bigint): Promise<Address | null> {
    const { positionManager: address } = this.deployment
    const read = { address, abi: positionManagerAbi, functionName: 'ownerOf', args: [tokenId], blockNumber } as const
    return await this.client.readContract(read).catch(() => null)
  }

  /** The holder, or who deposited the NFT in the farm that holds it. */
  async fetchOwner(tokenId: bigint, blockNumber: bigint): Promise<Address | null> {
    const holder = await this.fetchHolder(tokenId, blockNumber)
    const { staker: address } = this.deployment
    if (holder !== address) return holder
    const read = { address, abi: stakerAbi, functionName: 'deposits', args: [tokenId], blockNumber } as const
    const [owner] = await this.client.readContract(read)
    return owner
  }

  /** What `collect` would pay out at the end of a block, asked as the holder; nothing for an NFT that does not exist. */
  async fetchCollectable(tokenId: bigint, blockNumber: bigint): Promise<Pair> {
    const account = await this.fetchHolder(tokenId, blockNumber)
    if (account === null) return nothing
    const params = { tokenId, recipient: account, amount0Max: maxUint128, amount1Max: maxUint128 }
    const { positionManager: address } = this.deployment
    const { result } = await this.client.simulateContract({
      account,
      address,
      abi: positionManagerAbi,
      functionName: 'collect',
      args: [params],
      blockNumber,
    })
    return result
  }

  async fetchLiquidity(tokenId: bigint, blockNumber: bigint): Promise<bigint> {
    const { positionManager: address } = this.deployment
    const read = { address, abi: positionManagerAbi, functionName: 'positions', args: [tokenId], blockNumber } as const
    const position = await this.client.readContract(read).catch(() => null)
    return position?.[7] ?? 0n
  }

  /** What withdrawing everything would pay out at the end of a block, asked as the holder. */
  async fetchPrincipal(tokenId: bigint, blockNumber: bigint): Promise<Pair> {
    const liquidity = await this.fetchLiquidity(tokenId, blockNumber)
    const account = await this.fetchHolder(tokenId, blockNumber)
    if (account === null || liquidity === 0n) return nothing
    const params = { tokenId, liquidity, amount0Min: 0n, amount1Min: 0n, deadline: 10n ** 12n }
    const { positionManager: address } = this.deployment
    const { result } = await this.client.simulateContract({
      account,
      address,
      abi: positionManagerAbi,
      functionName: 'decreaseLiquidity',
      args: [params],
      blockNumber,
    })
    return result
  }

  /** The pool's price at the end of a block. */
  async fetchSqrtPriceX96(pool: Address, blockNumber: bigint): Promise<bigint> {
    const read = { address: pool, abi: poolAbi, functionName: 'slot0', blockNumber } as const
    const [sqrtPriceX96] = await this.client.readContract(read)
    return sqrtPriceX96
  }

  /** What a transaction cost by its receipt. */
  async fetchFeeWei(hash: Hex): Promise<bigint> {
    const { gasUsed, effectiveGasPrice } = await this.client.getTransactionReceipt({ hash })
    return gasUsed * effectiveGasPrice
  }

  async fetchTimestamp(blockNumber: bigint): Promise<number> {
    return Number((await this.client.getBlock({ blockNumber })).timestamp)
  }
}

type Topics = TransactionReceipt['logs'][number]['topics']

/** What the position manager says in a log; `null` for events that the truth does not need. */
function readManagerLog(topics: Topics, data: Hex) {
  try {
    return decodeEventLog({ abi: positionManagerAbi, topics, data })
  } catch {
    return null
  }
}

/** What a pool's own `Collect` says that it paid; `null` for any other log. */
function readPayout(topics: Topics, data: Hex): Pair | null {
  try {
    const event = decodeEventLog({ abi: poolAbi, topics, data })
    return event.eventName === 'Collect' ? [event.args.amount0, event.args.amount1] : null
  } catch {
    return null
  }
}

/** Sums pairs of amounts. */
export function sumPairs(pairs: readonly Pair[]): Pair {
  return pairs.reduce(([sum0, sum1], [amount0, amount1]): Pair => [sum0 + amount0, sum1 + amount1], nothing)
}

export function subtractPair([a0, a1]: Pair, [b0, b1]: Pair): Pair {
  return [a0 - b0, a1 - b1]
}

/** Principal that was withdrawn and is still to be paid out: a collect pays it before it pays fees. */
export function computeTrueOwed(events: readonly TrueEvent[]): Pair {
  return events.reduce<Pair>((owed, { type, amounts }) => {
    if (type === 'withdraw') return [owed[0] + amounts[0], owed[1] + amounts[1]]
    if (type !== 'collect') return owed
    return [max(owed[0] - amounts[0], 0n), max(owed[1] - amounts[1], 0n)]
  }, nothing)
}

/** Fees that a position's collects paid: all that they paid less the principal in it. */
export function computeTrueFees(events: readonly TrueEvent[]): Pair {
  const sumOf = (type: TrueEvent['type']) =>
    sumPairs(events.filter((event) => event.type === type).map(({ amounts }) => amounts))
  return subtractPair(sumOf('collect'), subtractPair(sumOf('withdraw'), computeTrueOwed(events)))
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
