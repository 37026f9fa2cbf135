import type { ChainClient, RawLog } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import { memoised } from '../../chain/memoised'
import { scanLogs } from '../../chain/scanLogs'
import { scanTogether } from '../../chain/scanTogether'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Address, BlockRange, Hex } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { decodeStakerLog } from './decodeStakerLog'
import type { DepositTransferred, IncentiveKey, RewardClaimed, StakeChanged, StakerEvent } from './decodeStakerLog'
import { positionManagerTopics, stakerTopics } from './eventTopics'
import { formatAddressTopic, formatUintTopic, hasShape, parseAddressTopic, readUint } from './logWords'

/** What a farm's log says, and the log itself. */
export type FarmLog<Event extends StakerEvent> = Event & { readonly log: RawLog }

/** What the farms' logs say of some positions and of the owners who deposited them. */
export interface FarmLogs {
  /** Deposits of the positions that were asked for and of all others of the same owners, in order. */
  readonly deposits: readonly FarmLog<DepositTransferred>[]
  readonly stakes: readonly FarmLog<StakeChanged>[]
  /** Incentives by id. The id follows from the key, so that it means the same in every farm. */
  readonly incentives: ReadonlyMap<Hex, IncentiveKey>
  /** What was paid out to those owners. `token` is `null` when the receipt does not say which token it was. */
  readonly claims: readonly (FarmLog<RewardClaimed> & { readonly token: Address | null })[]
}

/**
 * Scans the known farms for positions that were in them.
 *
 * A claim names neither its token nor the position that earned it. So everything that the same owners ever had in the farms is read,
 * the receipts of their claims, and what the reward tokens themselves log of payments by the farms: a claim whose own log is left out is
 * found by those. Claims that were sent to another address than the depositor's cannot be found.
 *
 * Reads logs in three rounds, of all owners at once where `scanTogether` does, the last one together with receipts; a round for each owner that got a deposit inside of a farm; the receipts
 * of payments that no claim explains.
 *
 * @param tokenIds positions that were in a farm.
 * @param senders who sent them there.
 */
export async function scanFarms(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  senders: readonly Address[],
  range: BlockRange,
): Promise<FarmLogs> {
  // Histories and claimable rewards ask the same of the farms: it is read once.
  const scan = (topics: readonly (Hex | readonly Hex[] | null)[], what: string) =>
    memoised(client, 'scanFarms', JSON.stringify([deployment.stakers, topics, range]), async () =>
      decodeLogs(await scanLogs(client, { address: deployment.stakers, topics, what }, range)),
    )
  const { depositTransferred, tokenStaked, tokenUnstaked, incentiveCreated, rewardClaimed } = stakerTopics
  const scanTokens = (ids: readonly bigint[]) =>
    ids.length === 0
      ? []
      : scan([[depositTransferred, tokenStaked, tokenUnstaked], ids.map(formatUintTopic)], 'stakes in farms')
  const scanOwners = async (owners: readonly Address[]) => {
    if (owners.length === 0) return []
    const topics = owners.map(formatAddressTopic)
    const [deposits, claims] = await Promise.all([
      scan([depositTransferred, null, null, topics], 'deposits in farms'),
      scan([rewardClaimed, topics], 'rewards that farms paid'),
    ])
    return [...deposits, ...claims]
  }

  await scanFarmsTogether(client, deployment, range)
  const [ofTokens, ofSenders, incentives] = await Promise.all([
    scanTokens(tokenIds),
    scanOwners(senders),
    scan([incentiveCreated], 'incentives of farms'),
  ])
  const others = findOtherDepositors(ofTokens, senders)
  const ofOthers = await scanOwners(others)
  const knownIds = new Set(tokenIds)
  const otherIds = pickDeposits([...ofSenders, ...ofOthers])
    .map((deposit) => deposit.tokenId)
    .filter((id) => !knownIds.has(id))
  const found = [...ofSenders, ...ofOthers].filter((event) => event.type === 'rewardClaimed')
  const rewardTokens = incentives.flatMap((event) => (event.type === 'incentiveCreated' ? event.key.rewardToken : []))
  const [ofOtherTokens, receipts, payments] = await Promise.all([
    scanTokens([...new Set(otherIds)]),
    fetchReceipts(
      client,
      found.map((claim) => claim.log.transactionHash),
    ),
    scanPayments(client, deployment, rewardTokens, [...senders, ...others], range),
  ])
  const claims = [...found, ...(await fetchUnfoundClaims(client, deployment, payments, found))]

  const tokenEvents = [...ofTokens, ...ofOtherTokens]
  return {
    deposits: pickDeposits(tokenEvents),
    stakes: tokenEvents.flatMap((event) =>
      event.type === 'tokenStaked' || event.type === 'tokenUnstaked' ? [event] : [],
    ),
    incentives: new Map(
      incentives.filter((event) => event.type === 'incentiveCreated').map(({ incentiveId, key }) => [incentiveId, key]),
    ),
    claims: claims.map((claim) => {
      const ofReceipt = receipts.get(claim.log.transactionHash)?.logs ?? []
      return { ...claim, token: findClaimedToken(claim, [...ofReceipt, ...payments]) }
    }),
  }
}

/** Reads all that the known farms logged in some blocks for the scans of single owners and positions, as `scanTogether`. */
export async function scanFarmsTogether(
  client: ChainClient,
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  range: BlockRange,
): Promise<void> {
  const topics = [Object.values(stakerTopics)]
  await scanTogether(client, { address: stakers, topics, what: 'what happened in farms' }, range)
}

/** What reward tokens log of the farms' payments to some owners. */
async function scanPayments(
  client: ChainClient,
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  rewardTokens: readonly Address[],
  owners: readonly Address[],
  range: BlockRange,
): Promise<readonly RawLog[]> {
  if (rewardTokens.length === 0 || owners.length === 0) return []
  // Whoever asks for the same owners in another order asks for the same logs.
  const topics = [
    positionManagerTopics.transfer,
    stakers.map(formatAddressTopic),
    owners.map(formatAddressTopic).sort(),
  ]
  const address = [...new Set(rewardTokens)].sort()
  return await memoised(client, 'scanPayments', JSON.stringify([address, topics, range]), () =>
    scanLogs(client, { address, topics, what: 'rewards that farms paid' }, range),
  )
}

/** Claims that only the receipts of payments tell of; what a farm gives back to who funded it is a payment too, and no claim. */
async function fetchUnfoundClaims(
  client: ChainClient,
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  payments: readonly RawLog[],
  found: readonly FarmLog<RewardClaimed>[],
): Promise<readonly FarmLog<RewardClaimed>[]> {
  const isFound = (payment: RawLog) =>
    found.some((claim) => claim.log.transactionHash === payment.transactionHash && isPaymentOf(claim, payment))
  const unexplained = payments.filter((payment) => !isFound(payment))
  const hashes = unexplained.map(({ transactionHash }) => transactionHash)
  const receipts = await fetchReceipts(client, hashes)
  return [...receipts].flatMap(([hash, { logs }]) =>
    logs.flatMap((log): readonly FarmLog<RewardClaimed>[] => {
      const event = stakers.some((farm) => isSameAddress(farm, log.address)) ? decodeStakerLog(log) : null
      if (event?.type !== 'rewardClaimed') return []
      const claim = { ...event, log }
      return unexplained.some((payment) => payment.transactionHash === hash && isPaymentOf(claim, payment))
        ? [claim]
        : []
    }),
  )
}

function decodeLogs(logs: readonly RawLog[]): readonly FarmLog<StakerEvent>[] {
  return logs.flatMap((log) => {
    const event = decodeStakerLog(log)
    return event === null ? [] : [{ ...event, log }]
  })
}

function pickDeposits(events: readonly FarmLog<StakerEvent>[]): readonly FarmLog<DepositTransferred>[] {
  return events.filter((event) => event.type === 'depositTransferred')
}

/** Owners who got a deposit from its depositor while it was in the farm. */
function findOtherDepositors(events: readonly FarmLog<StakerEvent>[], known: readonly Address[]): readonly Address[] {
  const others = pickDeposits(events)
    .map((deposit) => deposit.to)
    .filter((owner) => BigInt(owner) !== 0n && !known.some((address) => isSameAddress(address, owner)))
  return [...new Set(others)]
}

/** The token that the farm sent just before it said that a reward was claimed. */
function findClaimedToken(claim: FarmLog<RewardClaimed>, logs: readonly RawLog[]): Address | null {
  const payment = logs.findLast(
    (candidate) => candidate.transactionHash === claim.log.transactionHash && isPaymentOf(claim, candidate),
  )
  return payment?.address ?? null
}

/** Whether a log of the same transaction is the token's own record of what a claim paid. */
function isPaymentOf({ log, to, amount }: FarmLog<RewardClaimed>, candidate: RawLog): boolean {
  return (
    candidate.logIndex < log.logIndex &&
    candidate.topics[0] === positionManagerTopics.transfer &&
    hasShape(candidate, 3, 1) &&
    isSameAddress(parseAddressTopic(candidate.topics[1]), log.address) &&
    isSameAddress(parseAddressTopic(candidate.topics[2]), to) &&
    readUint(candidate.data, 0) === amount
  )
}

/** What the logs said up to the end of a block. */
export function cutFarmLogs({ deposits, stakes, incentives, claims }: FarmLogs, blockNumber: number): FarmLogs {
  const isKnown = ({ log }: { readonly log: RawLog }) => log.blockNumber <= blockNumber
  return {
    deposits: deposits.filter(isKnown),
    stakes: stakes.filter(isKnown),
    incentives,
    claims: claims.filter(isKnown),
  }
}
