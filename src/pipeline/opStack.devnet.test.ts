import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { walletOnBase } from '../../e2e/devnet/stories/walletOnBase'
import type { WalletOnBaseCast } from '../../e2e/devnet/stories/walletOnBase'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { ChainTruth } from './chainTruth.fixture'
import { findPool, makeReport, shippedConfig } from './makeReport.fixture'

/** What each transaction pays for its data on Ethereum. */
const L1_FEE = 41_234_567_890_123n

let replica: Replica<WalletOnBaseCast>
let cast: WalletOnBaseCast
let proxy: RpcProxy
let executionFee: bigint

beforeAll(async () => {
  replica = await startReplica(walletOnBase)
  cast = replica.cast
  proxy = await startRpcProxy(replica.rpcUrl)
  const truth = new ChainTruth(replica.client)
  const fees = await Promise.all(cast.transactions.map((hash) => truth.fetchFeeWei(hash)))
  executionFee = fees.reduce((sum, fee) => sum + fee, 0n)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})

const ask = async () =>
  findPool(await makeReport(proxy.url, { wallet: cast.owner, config: shippedConfig(8453) }), cast.pool)

test('the L1 fee of each receipt is part of the gas', async () => {
  proxy.use({ l1Fee: L1_FEE })
  const { you, whale, coverage } = await ask()
  const count = cast.transactions.length
  expect(you.gas).toMatchObject({
    wei: String(executionFee + BigInt(count) * L1_FEE),
    transactions: count,
    incomplete: false,
  })
  expect(coverage).toMatchObject({ complete: true, missing: [] })
  expect(whale).toMatchObject({ owner: cast.whale, claim: 'largest' })
  const value = you.evidence.transactions.reduce((sum, transaction) => {
    return transaction.kind === 'charged' ? sum + (transaction.value ?? Number.NaN) : sum
  }, 0)
  expect(you.value.gas).toBeCloseTo(value, 9)
  expect(you.value.gas).toBeLessThan(0)
})

test('an endpoint that leaves it out: the gas is a lower bound, its value unknown, and that is said', async () => {
  proxy.use({ l1Fee: 'dropped' })
  const { you, coverage } = await ask()
  expect(you.gas).toMatchObject({ wei: String(executionFee), incomplete: true })
  expect(you.value).toMatchObject({ gas: null, net: null, pnl: null })
  expect(you.rates).toMatchObject({ gas: null, net: null })
  expect(you.value.fees).toBeGreaterThan(0)
  expect(coverage.complete).toBe(false)
  expect(coverage.missing.map(({ what }) => what)).toContain(
    `L1 fee of ${cast.transactions.length} transactions of ${cast.owner.slice(0, 6)}…${cast.owner.slice(-4)}`,
  )
})
