import { snapshotKey } from '../accounting/snapshotKey'
import type { ChainClient } from '../chain/chainClient'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { Pool } from '../domain/pool'
import type { Position, Snapshot } from '../domain/position'
import { AppError, CancelledError, HistoryUnavailableError } from '../errors'
import type { ProtocolAdapter, ReplayLimits } from '../protocols/adapter'

/** Effort that a pool's swaps are worth where fees depend on them; and where only the time in range and the chart do. */
export const FEES_LIMITS: ReplayLimits = { fewRequests: 1_000, fewLogs: 400_000 }
const EXTRAS_LIMITS = { fewRequests: 50, fewLogs: 50_000 }
/** Of an owner who may turn out not to be the one who is looked for, only what costs nothing more. */
const AT_HAND_LIMITS = { fewRequests: 0, fewLogs: Infinity }

/** A position's state that the accounting asks for. */
export interface SnapshotNeed {
  readonly position: Position
  readonly blockNumber: number
  /** Only the time in range or the chart needs it: nothing is said where it is missing. */
  readonly isExtra?: boolean
}

/** Where states come from that the node does not keep. */
export interface SnapshotReplay {
  readonly pool: Pool
  /** Of the positions that are asked for, as the position manager logged them. */
  readonly histories: readonly PositionHistory[]
  /** Its state is always there. */
  readonly reportBlock: number
  readonly hasArchiveState: boolean
  /** Only with logs that this report has read already. */
  readonly isProvisional: boolean
  /** What they are worth where fees depend on them. */
  readonly limits: ReplayLimits
}

/** Snapshots by `snapshotKey`; one that the node no longer keeps, and that no logs prove, is absent, and `missing` says so. */
export interface Snapshots {
  readonly byKey: ReadonlyMap<string, Snapshot>
  readonly missing: readonly Missing[]
}

/**
 * Reads the states that are needed, one batch for each block, all blocks side by side. What the node does not keep is computed from the
 * pool's swaps since then, where `replay` says how.
 */
export async function loadSnapshots(
  client: ChainClient,
  adapter: ProtocolAdapter,
  needs: readonly SnapshotNeed[],
  replay: SnapshotReplay | null = null,
): Promise<Snapshots> {
  const isKept = ({ blockNumber }: SnapshotNeed) =>
    replay === null || replay.hasArchiveState || blockNumber >= replay.reportBlock
  const byState = await readStates(client, adapter, needs.filter(isKept))
  const gone = needs.filter((need) => !byState.has(keyOf(need)))
  const { states, why } = await computeStates(client, adapter, gone, replay)
  const byKey = new Map([...byState, ...states])
  const missing = gone.filter((need) => need.isExtra !== true && !byKey.has(keyOf(need)))
  return { byKey, missing: missing.length === 0 ? [] : [describeMissing(client, missing, why)] }
}

const keyOf = ({ position, blockNumber }: SnapshotNeed) => snapshotKey(position.id, blockNumber)

async function readStates(
  client: ChainClient,
  adapter: ProtocolAdapter,
  needs: readonly SnapshotNeed[],
): Promise<ReadonlyMap<string, Snapshot>> {
  const byBlock = new Map<number, Map<string, Position>>()
  for (const { position, blockNumber } of needs) {
    const positions = byBlock.get(blockNumber) ?? new Map<string, Position>()
    byBlock.set(blockNumber, positions.set(position.id, position))
  }
  const byKey = new Map<string, Snapshot>()
  await Promise.all(
    [...byBlock].map(async ([blockNumber, positions]) => {
      try {
        for (const snapshot of await adapter.snapshot(client, [...positions.values()], blockNumber)) {
          byKey.set(snapshotKey(snapshot.positionId, blockNumber), snapshot)
        }
      } catch (error) {
        if (!(error instanceof HistoryUnavailableError)) throw error
      }
    }),
  )
  return byKey
}

/** States that the pool's logs prove, and why others are not proven. */
async function computeStates(
  client: ChainClient,
  adapter: ProtocolAdapter,
  needs: readonly SnapshotNeed[],
  replay: SnapshotReplay | null,
): Promise<{ readonly states: ReadonlyMap<string, Snapshot>; readonly why: string | null }> {
  if (replay === null || needs.length === 0) return { states: new Map(), why: null }
  const historyOf = new Map(replay.histories.map((history) => [history.position.id, history]))
  const questions = needs.flatMap(({ position, blockNumber }) => {
    const history = historyOf.get(position.id)
    return history === undefined ? [] : [{ history, blockNumber }]
  })
  const areExtras = needs.every(({ isExtra }) => isExtra === true)
  const limits = replay.isProvisional ? AT_HAND_LIMITS : areExtras ? EXTRAS_LIMITS : replay.limits
  try {
    const states = await adapter.snapshotsFromLogs(client, replay.pool, questions, replay.reportBlock, limits)
    return {
      states: new Map(states.map((state) => [snapshotKey(state.positionId, state.blockNumber), state])),
      why: null,
    }
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error
    return { states: new Map(), why: error.shortMessage }
  }
}

function describeMissing(client: ChainClient, missing: readonly SnapshotNeed[], why: string | null): Missing {
  const block = Math.min(...missing.map(({ blockNumber }) => blockNumber))
  const because = why ?? 'The logs that were read do not prove them either.'
  return {
    what: 'Fees that were already waiting in positions at an earlier block',
    why: `${client.host} does not keep the state of block ${block}; an endpoint with archive state does. ${because}`,
  }
}
