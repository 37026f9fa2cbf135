import { snapshotKey } from '../accounting/snapshotKey'
import type { ChainClient } from '../chain/chainClient'
import type { Missing } from '../domain/coverage'
import type { Position, Snapshot } from '../domain/position'
import { HistoryUnavailableError } from '../errors'
import type { ProtocolAdapter } from '../protocols/adapter'

/** A position's state that the accounting asks for. */
export interface SnapshotNeed {
  readonly position: Position
  readonly blockNumber: number
}

/** Snapshots by `snapshotKey`; one that the node no longer keeps is absent, and `missing` says so. */
export interface Snapshots {
  readonly byKey: ReadonlyMap<string, Snapshot>
  readonly missing: readonly Missing[]
}

/** Reads the states that are needed, one batch for each block, all blocks side by side. */
export async function loadSnapshots(
  client: ChainClient,
  adapter: ProtocolAdapter,
  needs: readonly SnapshotNeed[],
): Promise<Snapshots> {
  const byBlock = new Map<number, Map<string, Position>>()
  for (const { position, blockNumber } of needs) {
    const positions = byBlock.get(blockNumber) ?? new Map<string, Position>()
    byBlock.set(blockNumber, positions.set(position.id, position))
  }
  const byKey = new Map<string, Snapshot>()
  const unavailable: number[] = []
  await Promise.all(
    [...byBlock].map(async ([blockNumber, positions]) => {
      try {
        for (const snapshot of await adapter.snapshot(client, [...positions.values()], blockNumber)) {
          byKey.set(snapshotKey(snapshot.positionId, blockNumber), snapshot)
        }
      } catch (error) {
        if (!(error instanceof HistoryUnavailableError)) throw error
        unavailable.push(blockNumber)
      }
    }),
  )
  if (unavailable.length === 0) return { byKey, missing: [] }
  return {
    byKey,
    missing: [
      {
        what: 'Fees that were already waiting in positions at an earlier block',
        why: `${client.host} does not keep the state of block ${Math.min(...unavailable)}; an endpoint with archive state does.`,
      },
    ],
  }
}
