import type { ChainClient } from '../../chain/chainClient'
import type { Missing } from '../../domain/coverage'
import type { Token } from '../../domain/pool'
import type { Position, Snapshot } from '../../domain/position'
import type { ClaimableReward, ProtocolAdapter } from '../../protocols/adapter'
import { listWithRewards, loadClaimable } from '../loadClaimable'
import { loadRewardTokens } from '../loadRewardTokens'
import { loadSnapshots } from '../loadSnapshots'
import type { PoolContext } from '../poolContext'
import type { WindowOwner } from './windowOwner'

/** The states that the figures of all owners need. */
export interface EveryonesStates {
  /** By `snapshotKey`, for each position. */
  readonly snapshotsOf: ReadonlyMap<string, readonly (readonly [string, Snapshot])[]>
  /** What farms owe now, by the owner's key; `null` where they contradict their own logs. */
  readonly claimableOf: ReadonlyMap<string, readonly ClaimableReward[] | null>
  readonly rewardTokens: readonly Token[]
  readonly missing: readonly Missing[]
}

/**
 * Reads the states of all owners' positions, batched for each block whoever owns them, and what farms owe to those who staked. States that
 * the node does not keep follow from the pool's logs, where these prove them.
 */
export async function loadEveryonesStates(
  { client, adapter, input, window, hasArchiveState, replayLimits }: PoolContext,
  owners: readonly WindowOwner[],
): Promise<EveryonesStates> {
  const positions = new Map<string, Position>()
  const all = owners.flatMap(({ histories, farmed }) => [...histories, ...farmed])
  for (const { position } of all) positions.set(position.id, position)
  const needs = owners.flatMap((owner) =>
    owner.needs.snapshots.flatMap(({ positionId, blockNumber }) => {
      const position = positions.get(positionId)
      return position ? [{ position, blockNumber }] : []
    }),
  )
  const [snapshots, claims] = await Promise.all([
    loadSnapshots(client, adapter, needs, {
      pool: input.pool,
      histories: all,
      reportBlock: window.toBlock,
      hasArchiveState,
      isProvisional: false,
      limits: replayLimits,
    }),
    loadClaims(client, adapter, owners, window.toBlock),
  ])
  const snapshotsOf = new Map<string, (readonly [string, Snapshot])[]>()
  for (const entry of snapshots.byKey) {
    const ofPosition = snapshotsOf.get(entry[1].positionId)
    if (ofPosition) ofPosition.push(entry)
    else snapshotsOf.set(entry[1].positionId, [entry])
  }
  const claimable = claims.flatMap(([, rewards]) => rewards ?? [])
  return {
    snapshotsOf,
    claimableOf: new Map(claims),
    rewardTokens: await loadRewardTokens(client, adapter, all, claimable, window.toBlock),
    missing: snapshots.missing,
  }
}

async function loadClaims(
  client: ChainClient,
  adapter: ProtocolAdapter,
  owners: readonly WindowOwner[],
  blockNumber: number,
): Promise<readonly (readonly [string, readonly ClaimableReward[] | null])[]> {
  const all = owners.map(({ key, owner, histories, farmed }) => ({
    key,
    owner,
    histories: listWithRewards([...histories, ...farmed]),
  }))
  await adapter.prepareClaimableRewards(client, all, blockNumber)
  return await Promise.all(
    all.map(async ({ key, owner, histories }) => {
      return [key, await loadClaimable(client, adapter, owner, histories, blockNumber)] as const
    }),
  )
}
