import { numberToHex } from 'viem'
import type { Hex } from '../domain/primitives'
import { ContractRevertedError, RpcLimitError } from '../errors'
import type { ChainClient } from './chainClient'
import type { CallResult, ContractCall } from './contractCall'
import { decodeCall, fetchCallFrom, parseCallData } from './fetchCallFrom'
import { decodeAggregate3, encodeAggregate3 } from './multicall3'
import type { Aggregate3Result } from './multicall3'

const maxCallsPerChunk = 400
const maxBytesPerChunk = 100_000

type Answers<T extends readonly ContractCall<unknown>[]> = {
  readonly [K in keyof T]: T[K] extends ContractCall<infer V> ? CallResult<V> : never
}

type Call = ContractCall<unknown>

/** Neighbouring calls together, as many as one request should carry. */
function splitCalls(calls: readonly Call[]): readonly (readonly Call[])[] {
  const chunks: Call[][] = []
  let chunk: Call[] = []
  let bytes = 0
  for (const call of calls) {
    const size = call.data.length / 2
    if (chunk.length > 0 && (chunk.length >= maxCallsPerChunk || bytes + size > maxBytesPerChunk)) {
      chunks.push(chunk)
      chunk = []
      bytes = 0
    }
    chunk.push(call)
    bytes += size
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}

function readResult(call: Call, result: Aggregate3Result): CallResult<unknown> {
  if (result.success) return decodeCall(call, result.returnData)
  return { ok: false, error: `${call.functionName} of ${call.address} reverted` }
}

async function fetchOneByOne(client: ChainClient, calls: readonly Call[], blockNumber: number) {
  return await Promise.all(calls.map((call) => fetchCallFrom(client, call, null, blockNumber)))
}

/** Can fewer calls in one request help? Too much gas or data, or a revert of the whole. */
function isHelpedByLess(error: unknown): boolean {
  return error instanceof RpcLimitError || error instanceof ContractRevertedError
}

async function fetchAggregate(client: ChainClient, calls: readonly Call[], blockNumber: number): Promise<Hex> {
  const transaction = { to: client.config.multicall3, data: encodeAggregate3(calls) }
  return parseCallData(client, await client.request('eth_call', [transaction, numberToHex(blockNumber)]))
}

async function fetchChunk(
  client: ChainClient,
  calls: readonly Call[],
  blockNumber: number,
): Promise<readonly CallResult<unknown>[]> {
  if (calls.length === 1) return await fetchOneByOne(client, calls, blockNumber)
  let data: Hex
  try {
    data = await fetchAggregate(client, calls, blockNumber)
  } catch (error) {
    if (!isHelpedByLess(error)) throw error
    const middle = Math.ceil(calls.length / 2)
    const halves = [calls.slice(0, middle), calls.slice(middle)]
    return (await Promise.all(halves.map((half) => fetchChunk(client, half, blockNumber)))).flat()
  }
  // Nobody answers: at that block Multicall3 was not there yet.
  if (data === '0x') return await fetchOneByOne(client, calls, blockNumber)
  const { results, ranLow } = decodeAggregate3(data, calls.length)
  const answers = calls.map((call, index) => readResult(call, results[index] as Aggregate3Result))
  return ranLow ? await repeatFailed(client, calls, answers, blockNumber) : answers
}

/** Where gas ran low, a call can have failed because of those before it: each one that failed is asked again on its own. */
async function repeatFailed(
  client: ChainClient,
  calls: readonly Call[],
  answers: readonly CallResult<unknown>[],
  blockNumber: number,
): Promise<readonly CallResult<unknown>[]> {
  return await Promise.all(
    calls.map((call, index) => {
      const answer = answers[index] as CallResult<unknown>
      return answer.ok ? answer : fetchCallFrom(client, call, null, blockNumber)
    }),
  )
}

async function fetchAll(client: ChainClient, calls: readonly Call[], blockNumber: number) {
  const chunks = await Promise.all(splitCalls(calls).map((chunk) => fetchChunk(client, chunk, blockNumber)))
  return chunks.flat()
}

/** Calls of several callers at one block, collected until the current task of the event loop is done. */
interface Batch {
  readonly calls: Call[]
  readonly answers: Promise<readonly CallResult<unknown>[]>
}

const openBatches = new WeakMap<ChainClient, Map<number, Batch>>()

function openBatch(client: ChainClient, blockNumber: number): Batch {
  let batches = openBatches.get(client)
  if (!batches) openBatches.set(client, (batches = new Map()))
  const open = batches.get(blockNumber)
  if (open) return open
  const calls: Call[] = []
  const answers = new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
    openBatches.get(client)?.delete(blockNumber)
    return fetchAll(client, calls, blockNumber)
  })
  const batch = { calls, answers }
  batches.set(blockNumber, batch)
  return batch
}

/**
 * Reads contract functions at the end of one block, as many in one request as it can carry, requests side by side.
 * Answers come in the order of the calls; a call that reverted, or whose answer does not decode, is `ok: false`.
 *
 * Reads `aggregate3` of Multicall3 by `eth_call`, shared with whoever else asks at that block at the same moment; a chunk
 * that is too much for the endpoint is halved; at blocks before Multicall3 each call is a request of its own.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchContracts<const T extends readonly ContractCall<unknown>[]>(
  client: ChainClient,
  calls: T,
  blockNumber: number,
): Promise<Answers<T>> {
  if (calls.length === 0) return [] as unknown as Answers<T>
  const batch = openBatch(client, blockNumber)
  const first = batch.calls.length
  for (const call of calls) batch.calls.push(call)
  const answers = await batch.answers
  return answers.slice(first, first + calls.length) as unknown as Answers<T>
}
