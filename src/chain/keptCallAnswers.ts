import { callKey, formatCallAnswer, parseCallAnswer } from './callAnswer'
import type { AskedCall, CallAnswer } from './callAnswer'
import type { ChainClient } from './chainClient'

function factKeyOf(blockNumber: number, key: string): string {
  return `${blockNumber}/${key}`
}

/** Reads what earlier visits kept of calls at a final block, by `callKey`; those that are not kept are left out. */
export async function readKeptCallAnswers(
  { cache }: ChainClient,
  calls: readonly AskedCall[],
  blockNumber: number,
): Promise<ReadonlyMap<string, CallAnswer>> {
  if (!cache) return new Map()
  const keys = calls.map(callKey)
  const texts = await cache.readFacts(
    'call',
    keys.map((key) => factKeyOf(blockNumber, key)),
  )
  const answers = new Map<string, CallAnswer>()
  for (const key of keys) {
    const text = texts.get(factKeyOf(blockNumber, key))
    const answer = text === undefined ? null : parseCallAnswer(text)
    if (answer !== null) answers.set(key, answer)
  }
  return answers
}

/** Keeps answers if their block is final. What failed for the endpoint's sake is not kept. */
export function keepCallAnswers(
  { cache }: ChainClient,
  answers: ReadonlyMap<string, CallAnswer>,
  blockNumber: number,
): void {
  const lasting = [...answers].filter(([, answer]) => answer.ok || answer.isLasting)
  cache?.addFacts(
    'call',
    lasting.map(([key, answer]) => ({ key: factKeyOf(blockNumber, key), blockNumber, text: formatCallAnswer(answer) })),
  )
}
