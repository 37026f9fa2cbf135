import { computeLedgerValues } from './computeLedgerValues'
import { computeWindowGas } from './computeWindowGas'
import type { ClaimableAmount, PerformanceInput } from './performanceInput'
import { computePositionEntries, prepareBooks, type PreparedBooks } from './prepareBooks'
import { sumOrNull } from './sumOrNull'

/** A block at whose end the net since the window's start is wanted. */
export interface NetSample {
  readonly blockNumber: number
  readonly timestamp: number
  /** What farms would pay out then; absent when it is not known. */
  readonly claimable?: readonly ClaimableAmount[]
}

/**
 * Computes the cumulative `net` at several blocks: at each the same figure as `computePerformance` with the window ending there.
 *
 * `input.snapshots` and `input.prices` must hold each sample's block for the positions held then. `null` where a part is unknown:
 * a state, a price, a receipt, or what a farm owed at that block once a position was staked.
 */
export function computeNetSeries(
  input: Omit<PerformanceInput, 'claimable'>,
  samples: readonly NetSample[],
): readonly (number | null)[] {
  const prepared = prepareBooks({ ...input, claimable: [] })
  const stakedFrom = findFirstStake(prepared)
  return samples.map((sample) => {
    if (sample.claimable === undefined && stakedFrom <= sample.blockNumber) return null
    const bounds = { ...prepared.bounds, endBlock: sample.blockNumber, endTimestamp: sample.timestamp }
    return computeNet({ ...prepared, bounds }, sample.claimable ?? [])
  })
}

function computeNet(books: PreparedBooks, claimable: readonly ClaimableAmount[]): number | null {
  const valued = books.timelines.flatMap((timeline) => computePositionEntries(books, timeline, claimable))
  if ([...books.positions.keys()].some((positionId) => books.findings.isInconsistent(positionId))) return null
  const gas = computeWindowGas({
    charges: books.input.gas,
    chargeOf: books.chargeOf,
    bounds: books.bounds,
    positionIds: new Set(books.positions.keys()),
    entries: valued.map(({ entry }) => entry),
    transactions: books.transactions,
    withApprovals: false,
    valuer: books.valuer,
    findings: books.findings,
  })
  const { fees, impermanentLoss, rewards } = computeLedgerValues(valued)
  return sumOrNull([fees, impermanentLoss, rewards, gas.value])
}

function findFirstStake({ timelines }: PreparedBooks): number {
  const stakes = timelines.flatMap(({ steps }) => steps.filter(({ event }) => event.type === 'stake'))
  return stakes.reduce((first, { event }) => Math.min(first, event.blockNumber), Infinity)
}
