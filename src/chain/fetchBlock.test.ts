import { describe, expect, test } from 'vitest'
import { CancelledError, InconsistentDataError } from '../errors'
import type { ChainClient } from './chainClient'
import { fetchBlock } from './fetchBlock'

const header = { number: '0x64', hash: `0x${'ab'.repeat(32)}`, timestamp: '0x65000000' }

function createClient(answers: readonly unknown[], signal = new AbortController().signal) {
  let asked = 0
  const client: ChainClient = {
    config: {} as never,
    host: 'node.example',
    signal,
    memo: new Map(),
    report: () => undefined,
    request: async () => answers[Math.min(asked++, answers.length - 1)],
  }
  return { client, count: () => asked }
}

describe('fetchBlock', () => {
  test('default: number, hash and time', async () => {
    const { client, count } = createClient([header])
    expect(await fetchBlock(client, 100)).toEqual({ number: 100, hash: header.hash, timestamp: 0x65000000 })
    expect(count()).toBe(1)
  })

  test('behavior: a node that is a block behind gets a second chance', async () => {
    const { client } = createClient([null, header])
    expect((await fetchBlock(client, 100)).number).toBe(100)
  })

  test.each([
    ['never there', null],
    ['another block', { ...header, number: '0x65' }],
    ['no hash', { ...header, hash: null }],
    ['a time that is none', { ...header, timestamp: 'now' }],
    ['a number that is none', { ...header, number: `0x${'f'.repeat(40)}` }],
    ['a text', '0x64'],
  ])('error: %s', async (_, answer) => {
    await expect(fetchBlock(createClient([answer]).client, 100)).rejects.toThrow(InconsistentDataError)
  })

  test('error: an abort ends the wait for the second chance', async () => {
    const controller = new AbortController()
    const { client } = createClient([null], controller.signal)
    setTimeout(() => controller.abort(), 10)
    await expect(fetchBlock(client, 100)).rejects.toThrow(CancelledError)
  })
})
