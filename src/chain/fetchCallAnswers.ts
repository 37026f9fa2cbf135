import { numberToHex } from 'viem'
import { hasOwnBlockNumbers } from '../config/blockNumbers'
import type { Hex } from '../domain/primitives'
import { ContractRevertedError, HistoryUnavailableError, RpcLimitError } from '../errors'
import type { AskedCall, CallAnswer } from './callAnswer'
import type { ChainClient } from './chainClient'
import { fetchCallAnswer, parseCallData } from './fetchCallFrom'
import { decodeAggregate3, encodeAggregate3 } from './multicall3'
import type { Aggregate3Result } from './multicall3'

/** Calls in one request: at most about 10 million gas, which every endpoint gives. */
const usualCallsPerChunk = 400
/** Where there are many thousands: some 25 million gas for states of positions; nodes give 50 million unless told otherwise. */
const mostCallsPerChunk = 1_600
const maxBytesPerChunk = 100_000
/** So few calls are asked each on its own: one that eats all gas is among them as often as not. */
const FEW = 8

/** Calls in one request that an endpoint has refused as too much. */
const refusedCalls = new WeakMap<ChainClient, number>()

/** The last block at which Multicall3 was seen not to be there yet. */
const lastWithout = new WeakMap<ChainClient, number>()

/** Neighbouring calls together, as many as one request should carry; the first one carries the fewest, so that it is answered first. */
function splitCalls(client: ChainClient, calls: readonly AskedCall[]): readonly (readonly AskedCall[])[] {
  const isWorthMore = calls.length > 2 * mostCallsPerChunk && (refusedCalls.get(client) ?? Infinity) > mostCallsPerChunk
  const maxCallsPerChunk = isWorthMore ? mostCallsPerChunk : usualCallsPerChunk
  const chunks: AskedCall[][] = []
  let chunk: AskedCall[] = []
  let bytes = 0
  let maxCalls = calls.length % maxCallsPerChunk || maxCallsPerChunk
  for (const call of calls) {
    const size = call.data.length / 2
    if (chunk.length > 0 && (chunk.length >= maxCalls || bytes + size > maxBytesPerChunk)) {
      chunks.push(chunk)
      chunk = []
      bytes = 0
      maxCalls = maxCallsPerChunk
    }
    chunk.push(call)
    bytes += size
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}

function readResult(call: AskedCall, result: Aggregate3Result): CallAnswer {
  if (result.success) return { ok: true, data: result.returnData }
  return { ok: false, error: `${call.functionName} of ${call.address} reverted`, isLasting: true }
}

async function fetchOneByOne(client: ChainClient, calls: readonly AskedCall[], blockNumber: number) {
  return await Promise.all(calls.map((call) => fetchCallAnswer(client, call, null, blockNumber)))
}

/** Can fewer calls in one request help? Too much gas or data, or a revert of the whole. */
function isHelpedByLess(error: unknown): boolean {
  return error instanceof RpcLimitError || error instanceof ContractRevertedError
}

async function fetchAggregate(client: ChainClient, calls: readonly AskedCall[], blockNumber: number): Promise<Hex> {
  const transaction = { to: client.config.multicall3, data: encodeAggregate3(client.config.multicall3, calls) }
  return parseCallData(client, await client.request('eth_call', [transaction, numberToHex(blockNumber)]))
}

async function fetchChunk(
  client: ChainClient,
  calls: readonly AskedCall[],
  blockNumber: number,
): Promise<readonly CallAnswer[]> {
  // One call as well goes through Multicall3, which tells of which block the state was.
  if (blockNumber <= (lastWithout.get(client) ?? -1)) return await fetchOneByOne(client, calls, blockNumber)
  let data: Hex
  try {
    data = await fetchAggregate(client, calls, blockNumber)
  } catch (error) {
    if (!isHelpedByLess(error)) throw error
    if (calls.length === 1) return await fetchOneByOne(client, calls, blockNumber)
    return await fetchHalves(client, calls, Math.ceil(calls.length / 2), blockNumber)
  }
  if (data === '0x') {
    lastWithout.set(client, Math.max(blockNumber, lastWithout.get(client) ?? -1))
    return await fetchOneByOne(client, calls, blockNumber)
  }
  const { results, ranLow, blockNumber: answeredAt } = decodeAggregate3(data, calls.length)
  if (answeredAt !== null) checkBlock(client, blockNumber, answeredAt)
  const answers = calls.map((call, index) => readResult(call, results[index] as Aggregate3Result))
  return ranLow ? await repeatFailed(client, calls, answers, blockNumber) : answers
}

/** Some nodes answer for an old block with the newest state that they have, without a word. */
function checkBlock(client: ChainClient, asked: number, answeredAt: number): void {
  // Some nodes call as if in the next block.
  if (!hasOwnBlockNumbers(client.config.chainId) || Math.abs(answeredAt - asked) <= 1) return
  throw new HistoryUnavailableError(client.host, {
    details: `Asked for the state of block ${asked}, it gave that of block ${answeredAt}.`,
  })
}

/** Where gas ran low, a call can have failed because of those before it: few that failed are asked each on its own, many in halves. */
async function repeatFailed(
  client: ChainClient,
  calls: readonly AskedCall[],
  answers: readonly CallAnswer[],
  blockNumber: number,
): Promise<readonly CallAnswer[]> {
  const failed = calls.filter((_, index) => !(answers[index] as CallAnswer).ok)
  const repeated =
    failed.length <= FEW
      ? await fetchOneByOne(client, failed, blockNumber)
      : await fetchHalves(client, failed, Math.ceil(calls.length / 2), blockNumber)
  let next = 0
  return answers.map((answer) => (answer.ok ? answer : (repeated[next++] as CallAnswer)))
}

/** As many at a time as `size`, once so many were too much. */
async function fetchHalves(
  client: ChainClient,
  calls: readonly AskedCall[],
  size: number,
  blockNumber: number,
): Promise<readonly CallAnswer[]> {
  refusedCalls.set(client, Math.min(2 * size, refusedCalls.get(client) ?? Infinity))
  const parts = Array.from({ length: Math.ceil(calls.length / size) }, (_, index) =>
    calls.slice(index * size, (index + 1) * size),
  )
  return (await Promise.all(parts.map((part) => fetchChunk(client, part, blockNumber)))).flat()
}

/** Calls that are made in one request, and their answers in the same order, still on their way. */
export interface CallChunk {
  readonly calls: readonly AskedCall[]
  readonly answers: Promise<readonly CallAnswer[]>
}

/** Does what `fetchCallAnswers` does, and gives the chunks in the order of the calls, each as soon as it is there. */
export function startCallChunks(
  client: ChainClient,
  calls: readonly AskedCall[],
  blockNumber: number,
): readonly CallChunk[] {
  return splitCalls(client, calls).map((chunk) => ({ calls: chunk, answers: fetchChunk(client, chunk, blockNumber) }))
}

/**
 * Makes calls at the end of one block, as many in one request as it can carry, requests side by side. Answers come in the order of the
 * calls, not yet decoded.
 *
 * Reads `aggregate3` of Multicall3 by `eth_call`; a chunk that is too much for the endpoint is halved; at blocks before Multicall3 each
 * call is a request of its own.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block, or gives that of another one.
 */
export async function fetchCallAnswers(
  client: ChainClient,
  calls: readonly AskedCall[],
  blockNumber: number,
): Promise<readonly CallAnswer[]> {
  const chunks = startCallChunks(client, calls, blockNumber)
  return (await Promise.all(chunks.map(({ answers }) => answers))).flat()
}
