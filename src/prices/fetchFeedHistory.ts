import type { ChainClient } from '../chain/chainClient'
import { fetchContracts } from '../chain/fetchContracts'
import { memoised } from '../chain/memoised'
import type { Address } from '../domain/primitives'
import { decimalsCall, latestRoundCall, roundCall } from './feedCalls'
import type { FeedAnswer } from './priceFacts'
import { addRounds, planFirstRounds, planNextRounds, roundAt } from './roundSearch'
import type { KnownRound, KnownRounds } from './roundSearch'

/** Reads in one step of the search: three requests side by side. */
const budget = 1_200
/** A binary search of the longest phase ends within this many steps; more means that the feed contradicts itself. */
const maxSteps = 24
/** More aggregators than this behind one proxy are not searched: the oldest ones are years back. */
const maxPhases = 16
/** A round id is the number of the aggregator behind the proxy, then the number of its round. */
const phaseShift = 64n

/** What one client learnt of a feed, newest phase first. It grows with each search. */
interface FeedBook {
  readonly decimals: number
  readonly latest: Omit<FeedAnswer, 'decimals'>
  readonly phases: { readonly id: bigint; known: KnownRounds }[]
}

async function fetchRounds(
  client: ChainClient,
  feed: Address,
  blockNumber: number,
  wanted: readonly { readonly phase: bigint; readonly rounds: readonly number[] }[],
): Promise<readonly (readonly KnownRound[])[]> {
  const calls = wanted.map(({ phase, rounds }) =>
    rounds.map((round) => roundCall(feed, (phase << phaseShift) | BigInt(round))),
  )
  const results = await fetchContracts(client, calls.flat(), blockNumber)
  let next = 0
  return wanted.map(({ rounds }) =>
    rounds.map((round) => {
      const result = results[next++]
      if (!result?.ok) return { round, answer: null }
      const [, answer, , updatedAt] = result.value
      // Newer aggregators answer with zeros instead of a revert for a round that is not there.
      return { round, answer: updatedAt === 0n ? null : { answer, updatedAt: Number(updatedAt) } }
    }),
  )
}

async function openBook(client: ChainClient, feed: Address, blockNumber: number): Promise<FeedBook | null> {
  const [latest, decimals] = await fetchContracts(client, [latestRoundCall(feed), decimalsCall(feed)], blockNumber)
  if (!latest.ok || !decimals.ok) return null
  const [roundId, answer, , updatedAt] = latest.value
  const newest = roundId >> phaseShift
  const latestRound = Number(roundId & ((1n << phaseShift) - 1n))
  // A feed without a proxy before it has no phases: all of its rounds are in phase 0.
  const phaseCount = Math.min(maxPhases, Math.max(1, Number(newest)))
  const ids = Array.from({ length: phaseCount }, (_, index) => newest - BigInt(index))
  const wanted = ids.map((phase) => ({ phase, rounds: planFirstRounds(phase === newest ? latestRound : null, budget) }))
  const read = await fetchRounds(client, feed, blockNumber, wanted)
  return {
    decimals: decimals.value,
    latest: { answer, updatedAt: Number(updatedAt) },
    phases: ids.map((id, index) => ({ id, known: addRounds([], read[index] ?? []) })),
  }
}

/** Times by the phase that was the newest one then. */
function assignTimes(book: FeedBook, times: readonly number[]): readonly (readonly number[])[] {
  const assigned: number[][] = book.phases.map(() => [])
  for (const time of times) {
    if (time >= book.latest.updatedAt) continue
    const phase = book.phases.findIndex(({ known }) => roundAt(known, time) !== null)
    assigned[phase]?.push(time)
  }
  return assigned
}

async function search(
  client: ChainClient,
  feed: Address,
  book: FeedBook,
  times: readonly number[],
  blockNumber: number,
) {
  for (let step = 0; step < maxSteps; step++) {
    const assigned = assignTimes(book, times)
    const wanted = book.phases
      .map((phase, index) => ({ phase, rounds: planNextRounds(phase.known, assigned[index] ?? [], budget) }))
      .filter(({ rounds }) => rounds.length > 0)
    if (wanted.length === 0) return
    const read = await fetchRounds(
      client,
      feed,
      blockNumber,
      wanted.map(({ phase, rounds }) => ({ phase: phase.id, rounds })),
    )
    wanted.forEach(({ phase }, index) => (phase.known = addRounds(phase.known, read[index] ?? [])))
  }
}

/**
 * Finds what a Chainlink feed answered at each of `times` (seconds) from its state at one block only: its rounds are
 * walked back to the last one written at or before each time. A time before the feed's first round is absent from the
 * result.
 *
 * Reads `latestRoundData`, `decimals`, and `getRoundData` in batches; a few requests deep, however many times are asked.
 */
export async function fetchFeedHistory(
  client: ChainClient,
  feed: Address,
  times: readonly number[],
  blockNumber: number,
): Promise<ReadonlyMap<number, FeedAnswer>> {
  const book = await memoised(client, 'fetchFeedHistory', `${feed.toLowerCase()}@${blockNumber}`, () =>
    openBook(client, feed, blockNumber),
  )
  if (book === null) return new Map()
  await search(client, feed, book, times, blockNumber)
  const answers = new Map<number, FeedAnswer>()
  for (const time of times) {
    const found =
      time >= book.latest.updatedAt
        ? book.latest
        : book.phases.map(({ known }) => roundAt(known, time)).find((answer) => answer !== null)
    if (found) answers.set(time, { ...found, decimals: book.decimals })
  }
  return answers
}
