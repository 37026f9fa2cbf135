import type { LogBox } from '../domain/logBox'
import type { Address, BlockRange } from '../domain/primitives'
import { countBlocks } from './blockRanges'
import { formatAsked, nothingAsked, parseAsked } from './askedBefore'
import type { Asked } from './askedBefore'
import { callKey } from './callAnswer'
import type { AskedCall, CallAnswer } from './callAnswer'
import type { ChainCache } from './chainCache'
import type { ChainClient } from './chainClient'
import { startCallChunks } from './fetchCallAnswers'
import { fetchCodeKinds } from './fetchCodeKinds'
import type { CodeKind } from './codeKind'
import { createLogFilter, hasSameValues, planBoxes } from './logBoxes'
import { LogScan } from './logScan'
import { scanSizeOf } from './logSource'
import type { AheadLogs, ReadAhead } from './readAhead'

const what = 'Looking for what happened since your last visit'
/** Longer lists of alternatives in one place take several requests. */
const maxAlternatives = 500
/** In so few blocks it is less to read all events of a contract than to ask for many ids. */
const fewBlocks = 1_000

/** Leaves an indexed value open whose list is long, where that is less to ask for. */
function widen({ addresses, topics, range }: LogBox): LogBox {
  const isOpened = (values: readonly string[] | null, place: number) =>
    place > 0 && countBlocks(range) <= fewBlocks && (values?.length ?? 0) > maxAlternatives
  return { addresses, topics: topics.map((values, place) => (isOpened(values, place) ? null : values)), range }
}

/** All that boxes of the same shape hold, and more: values of each place together. */
function joinShapes(boxes: readonly LogBox[], range: BlockRange): LogBox {
  const join = (lists: readonly (readonly string[] | null)[]): readonly string[] | null =>
    lists[0] === null ? null : [...new Set(lists.flatMap((list) => list ?? []))].sort()
  const [first] = boxes as readonly [LogBox, ...LogBox[]]
  return {
    addresses: join(boxes.map(({ addresses }) => addresses)),
    topics: first.topics.map((_, place) => join(boxes.map(({ topics }) => topics[place] ?? null))),
    range,
  }
}

/** The same for boxes that name values in the same places. */
function shapeOf({ addresses, topics }: LogBox): string {
  return [addresses, ...topics].map((values) => (values === null ? '*' : '=')).join('')
}

/**
 * The fewest boxes that hold what is missing of all boxes up to `toBlock`. Only ends of what is kept count: what was never read
 * is for a scan of its own.
 */
async function planTails(cache: ChainCache, boxes: readonly LogBox[], toBlock: number): Promise<readonly LogBox[]> {
  const groups = new Map<string, { readonly range: BlockRange; readonly boxes: LogBox[] }>()
  await Promise.all(
    boxes.map(async (before) => {
      const box = { ...before, range: { fromBlock: before.range.fromBlock, toBlock } }
      if (box.range.fromBlock > toBlock) return
      const [tail, ...others] = planBoxes(box, await cache.listLogs(box)).missing
      if (!tail || others.length > 0 || tail.range.fromBlock === box.range.fromBlock) return
      const key = `${tail.range.fromBlock} ${shapeOf(tail)}`
      const group = groups.get(key) ?? { range: tail.range, boxes: [] }
      groups.set(key, group)
      group.boxes.push(tail)
    }),
  )
  return [...groups.values()].map((group) => widen(joinShapes(group.boxes, group.range)))
}

async function fetchTail(client: ChainClient, box: LogBox, index: number): Promise<AheadLogs> {
  const part = { filter: createLogFilter(box, what), range: box.range }
  // Kept under the boxes that are asked for, not under this one.
  const logs = await new LogScan(client, what, [part], 0, () => undefined).run()
  return { id: `ahead ${index}`, box, logs }
}

/** What is read ahead, by what is asked; a part that fails is left to whoever asks. */
class Reads {
  /** By `callKey`, the answers to all calls of the same request; `null` where it failed. */
  readonly calls: Promise<ReadonlyMap<string, Promise<ReadonlyMap<string, CallAnswer> | null>>>
  readonly code: Promise<ReadonlyMap<Address, CodeKind>>
  readonly logs: Promise<readonly AheadLogs[]>

  constructor(client: ChainClient, cache: ChainCache, asked: Promise<Asked>, blockNumber: number) {
    this.calls = asked.then(({ calls }) => {
      const chunks = startCallChunks(client, calls, blockNumber)
      return new Map(
        chunks.flatMap((chunk) => {
          const keys = chunk.calls.map(callKey)
          const answers = chunk.answers.then(
            (all) => new Map(keys.map((key, index) => [key, all[index] as CallAnswer])),
            () => null,
          )
          return keys.map((key) => [key, answers] as const)
        }),
      )
    })
    this.code = asked
      .then(async ({ addresses }) => {
        const kinds = await fetchCodeKinds(client, addresses, blockNumber)
        return new Map(addresses.map((address, index) => [address, kinds[index] as CodeKind]))
      })
      .catch(() => new Map<Address, CodeKind>())
    this.logs = asked
      .then(async ({ boxes }) => {
        const tails = await planTails(cache, boxes, blockNumber)
        return await Promise.all(tails.map((box, index) => fetchTail(client, box, index)))
      })
      .catch(() => [])
  }
}

/**
 * Begins to read at the report's block what the last visit with the same question read at its own.
 *
 * @param question names what is asked of the chain; equal for visits that will read the same
 */
export function createReadAhead(
  client: ChainClient,
  cache: ChainCache,
  blockNumber: number,
  question: string,
): ReadAhead {
  const asked = cache.readFacts('ahead', [question]).then((texts) => {
    const text = texts.get(question)
    const before = text === undefined ? nothingAsked : parseAsked(text)
    if (before.scanned?.host === client.host) scanSizeOf(client).suppose(before.scanned.blocks)
    return before
  })
  const reads = new Reads(client, cache, asked, blockNumber)
  const calls = new Map<string, AskedCall>()
  const addresses = new Set<Address>()
  const boxes = new Map<string, LogBox>()

  return {
    blockNumber,
    async askCalls(wanted) {
      const keys = wanted.map(callKey)
      wanted.forEach((call, index) => calls.set(keys[index] as string, call))
      const reading = await reads.calls
      const answers = await Promise.all(keys.map((key) => reading.get(key)))
      return new Map(
        keys.flatMap((key, index) => {
          const answer = answers[index]?.get(key)
          return answer === undefined ? [] : [[key, answer] as const]
        }),
      )
    },
    async askCode(wanted) {
      for (const address of wanted) addresses.add(address)
      const kinds = await reads.code
      return new Map(
        wanted.flatMap((address) => {
          const kind = kinds.get(address)
          return kind === undefined ? [] : [[address, kind] as const]
        }),
      )
    },
    async askLogs(box) {
      if (box.range.toBlock !== blockNumber) return []
      boxes.set(JSON.stringify([box.addresses, box.topics]), box)
      return await reads.logs
    },
    async hasAskedLogs(box) {
      const before = await asked
      return before === nothingAsked ? null : before.boxes.some((other) => hasSameValues(box, other))
    },
    keep() {
      const blocks = scanSizeOf(client).learnt
      const text = formatAsked({
        calls: [...calls.values()],
        addresses: [...addresses],
        boxes: [...boxes.values()],
        scanned: blocks === null ? null : { host: client.host, blocks },
      })
      cache.addFacts('ahead', [{ key: question, blockNumber: 0, text }])
    },
  }
}
