import type { AskedCall, CallAnswer } from './callAnswer'
import { callKey } from './callAnswer'
import type { ChainClient } from './chainClient'
import type { CallResult, ContractCall } from './contractCall'
import { fetchCallAnswers } from './fetchCallAnswers'
import { decodeCall } from './fetchCallFrom'
import { keepCallAnswers, readKeptCallAnswers } from './keptCallAnswers'

type Answers<T extends readonly ContractCall<unknown>[]> = {
  readonly [K in keyof T]: T[K] extends ContractCall<infer V> ? CallResult<V> : never
}

type Call = ContractCall<unknown>
type KeyedAnswers = ReadonlyMap<string, CallAnswer>

/** What need not be asked any more: at the report's block what was asked ahead, at final ones what earlier visits kept. */
async function readKnownAnswers(
  client: ChainClient,
  calls: readonly AskedCall[],
  blockNumber: number,
): Promise<KeyedAnswers> {
  if (client.ahead?.blockNumber === blockNumber) return await client.ahead.askCalls(calls)
  return await readKeptCallAnswers(client, calls, blockNumber)
}

/** Reads calls at a block, each once, and keeps for the next visit what is final. */
async function readAnswers(
  client: ChainClient,
  distinct: ReadonlyMap<string, AskedCall>,
  blockNumber: number,
): Promise<KeyedAnswers> {
  const known = await readKnownAnswers(client, [...distinct.values()], blockNumber)
  const missing = [...distinct].filter(([key]) => !known.has(key))
  const fetched = await fetchCallAnswers(
    client,
    missing.map(([, call]) => call),
    blockNumber,
  )
  const read = new Map(missing.map(([key], index) => [key, fetched[index] as CallAnswer]))
  keepCallAnswers(client, read, blockNumber)
  return new Map([...known, ...read])
}

/** By block and `callKey`, the answers that came with a call's, or are still on their way. A state does not change: it is read once. */
const readings = new WeakMap<ChainClient, Map<number, Map<string, Promise<KeyedAnswers>>>>()

function readingsOf(client: ChainClient, blockNumber: number): Map<string, Promise<KeyedAnswers>> {
  let blocks = readings.get(client)
  if (!blocks) readings.set(client, (blocks = new Map()))
  let known = blocks.get(blockNumber)
  if (!known) blocks.set(blockNumber, (known = new Map()))
  return known
}

/** Begins to read what was not asked before. A reading that fails is forgotten, so that it can be tried again, and so is what the endpoint failed at. */
function startReading(client: ChainClient, calls: ReadonlyMap<string, AskedCall>, blockNumber: number): void {
  const known = readingsOf(client, blockNumber)
  const unread = new Map([...calls].filter(([key]) => !known.has(key)))
  if (unread.size === 0) return
  const reading = readAnswers(client, unread, blockNumber)
  for (const key of unread.keys()) known.set(key, reading)
  const isOfEndpoint = (answer: CallAnswer) => !answer.ok && !answer.isLasting
  reading.then(
    (answers) => {
      for (const [key, answer] of answers) if (isOfEndpoint(answer)) known.delete(key)
    },
    () => {
      for (const key of unread.keys()) known.delete(key)
    },
  )
}

async function fetchAll(client: ChainClient, calls: readonly Call[], blockNumber: number) {
  const keys = calls.map(callKey)
  startReading(client, new Map(keys.map((key, index) => [key, calls[index] as Call])), blockNumber)
  const known = readingsOf(client, blockNumber)
  const answers = await Promise.all(keys.map((key) => known.get(key) as Promise<KeyedAnswers>))
  return calls.map((call, index) => decodeCall(call, answers[index]?.get(keys[index] as string) as CallAnswer))
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
 * Reads what `fetchCallAnswers` reads, shared with whoever else asks at that block at the same moment; nothing of it that the client has
 * read or is reading, or that an earlier visit kept.
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
