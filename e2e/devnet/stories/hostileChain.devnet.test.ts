import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../../src/domain/report'
import { findPool, makeReport, onlyChain } from '../../../src/pipeline/makeReport.fixture'
import { computeTotals } from '../../../src/ui/sentences/computeTotals'
import { startReplica } from '../startReplica'
import type { Replica } from '../startReplica'
import { hostileChain } from './hostileChain'
import type { HostileChainCast } from './hostileChain'

let replica: Replica<HostileChainCast>
let report: Report

beforeAll(async () => {
  replica = await startReplica(hostileChain)
  report = await makeReport(replica.rpcUrl, { wallet: replica.cast.owner })
})
afterAll(() => replica.stop())

describe('promise 5: hostile tokens, airdrops and imitations', () => {
  test('promise 5: every position that the real contract knows is found, and none of the fake one', () => {
    const { honestPool, oddPool, spamPools } = replica.cast
    const found = onlyChain(report).pools.map(({ pool }) => pool)
    expect(found.toSorted()).toEqual([honestPool, oddPool, ...Object.values(spamPools)].toSorted())
    expect(onlyChain(report).pools.every(({ positions }) => positions.length === 1)).toBe(true)
    expect(onlyChain(report).error).toBeUndefined()
  })

  test('promise 5: what strangers sent is told from what the owner chose, by senders and addresses', () => {
    const spam = onlyChain(report).pools.filter(({ looksLikeSpam }) => looksLikeSpam === true)
    expect(spam.map(({ pool }) => pool).toSorted()).toEqual(Object.values(replica.cast.spamPools).toSorted())
  })

  test('promise 5: what strangers sent to a contract wallet is told from what it chose itself', async () => {
    const { safe, oddPool, spamPools } = replica.cast
    const { pools } = onlyChain(await makeReport(replica.rpcUrl, { wallet: safe }))
    expect(Object.fromEntries(pools.map(({ pool, looksLikeSpam }) => [pool, looksLikeSpam === true]))).toEqual({
      [oddPool]: false,
      [spamPools['is markup'] as string]: true,
    })
  })

  test('promise 5: symbols are short, printable text, and absurd decimals are unknown', () => {
    const { spamPools } = replica.cast
    const tokenOf = (name: string) => {
      const { tokens } = findPool(report, spamPools[name] as `0x${string}`)
      return tokens.find(({ address }) => address !== replica.story.deployment.weth.address)
    }
    for (const { tokens } of onlyChain(report).pools) {
      for (const { symbol } of tokens) expect(symbol).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,24}$/u)
    }
    expect(tokenOf('is a megabyte long')).toMatchObject({ symbol: 'LONGLONGLONGLONGLONGLON…', decimals: null })
    expect(tokenOf('has 255 decimals')).toMatchObject({ symbol: 'MANY', decimals: null })
    expect(tokenOf('has 2^256 - 1 decimals')).toMatchObject({ symbol: 'MOST', decimals: null })
    for (const name of ['reverts', 'sends to a server', 'is invisible']) {
      expect(tokenOf(name)?.symbol, name).toMatch(/^0x[\da-fA-F]{4}…[\da-fA-F]{4}$/)
    }
    expect(findPool(report, replica.cast.oddPool).tokens.map(({ symbol }) => symbol)).toContain('OLD')
  })

  test('promise 5: a pool that looks like USDC/WETH and holds neither has no price', () => {
    const imitation = findPool(report, replica.cast.spamPools['says it is USDC'] as `0x${string}`)
    expect(imitation.tokens.map(({ symbol }) => symbol).toSorted()).toEqual(['USDC', 'WETH'])
    const { weth } = replica.story.deployment
    const priced = imitation.priceSources.filter(({ value }) => value !== null).map(({ token }) => token)
    expect(priced).toEqual([weth.address])
    expect(imitation.you.value.principal).toBeNull()
  })

  test('promise 5: no token of a stranger changes a price or a total of the owner’s', async () => {
    const { honestPool, oddPool, owner } = replica.cast
    const own = onlyChain(report).pools.filter(({ pool }) => [honestPool, oddPool].includes(pool as `0x${string}`))
    const ofOwn = own.reduce((sum, { you }) => sum + (you.value.principal ?? Number.NaN), 0)
    const { principal, net } = computeTotals(report)
    expect(principal).toEqual({ value: ofOwn, leftOut: 0 })
    expect(net.leftOut).toBe(0)
    expect(principal.value).toBeLessThan(10_000)
    // The honest pool alone, asked for by its address, has the same figures.
    const alone = await makeReport(replica.rpcUrl, { wallet: owner, pool: honestPool })
    expect(findPool(alone, honestPool).you.value).toEqual(findPool(report, honestPool).you.value)
  })

  test('promise 10: what cannot be valued is unknown, never zero', () => {
    for (const name of ['reverts', 'sends to a server', 'has 255 decimals', 'has 2^256 - 1 decimals']) {
      const pool = findPool(report, replica.cast.spamPools[name] as `0x${string}`)
      const { principal, hodl, capitalYears } = pool.you.value
      expect({ principal, hodl, capitalYears, rate: pool.you.rates.net }, name).toEqual({
        principal: null,
        hodl: null,
        capitalYears: null,
        rate: null,
      })
      expect(pool.coverage.complete, name).toBe(false)
      expect(pool.coverage.missing.length, name).toBeGreaterThan(0)
    }
  })
})
