import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Address, Hex } from 'viem'
import { beforeAll, describe, expect, test } from 'vitest'
import { poolAbi, stakerAbi } from '../e2e/devnet/abi'
import { shareReplica } from '../e2e/devnet/shareReplica'
import type { SharedReplica } from '../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../e2e/devnet/stories/retailNextToWhaleCast'
import { refuseWith } from '../e2e/faults/refuseWith'
import { startRpcProxy } from '../e2e/rpcProxy'
import type { Pair } from './domain/primitives'
import type { Report, ReportPool, ReportPosition } from './domain/report'
import { formatReportAs, parseReport } from './pipeline'
import { ChainTruth, computeTrueFees, computeTrueOwed, subtractPair, sumPairs } from './pipeline/chainTruth.fixture'
import { findPool, makeReport, onlyChain } from './pipeline/makeReport.fixture'

type PositionName = keyof RetailNextToWhaleCast['positions']

let replica: SharedReplica<RetailNextToWhaleCast>
let cast: RetailNextToWhaleCast
let truth: ChainTruth
let head: bigint
/** Everything that the retail wallet has on the chain. */
let wallet: Report

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  cast = replica.cast
  truth = new ChainTruth(replica.client)
  head = await replica.client.getBlockNumber()
  wallet = await makeReport(replica.rpcUrl, { wallet: cast.retail })
})

const ask = (question: Partial<Parameters<typeof makeReport>[1]> = {}) =>
  makeReport(replica.rpcUrl, { wallet: cast.retail, ...question })

function findPosition(report: Report, tokenId: bigint): ReportPosition {
  const all = onlyChain(report).pools.flatMap(({ positions }) => positions)
  const position = all.find(({ id }) => id === String(tokenId))
  if (position === undefined) throw new Error(`The report has no position ${tokenId}.`)
  return position
}

function readPair([amount0, amount1]: readonly [string, string]): Pair {
  return [BigInt(amount0), BigInt(amount1)]
}

const readAmounts = (amounts: ReportPosition['performance']['amounts']) =>
  Object.fromEntries(Object.entries(amounts).map(([name, pair]) => [name, readPair(pair)]))

const blockOf = async (hash: Hex) => (await replica.client.getTransactionReceipt({ hash })).blockNumber

/** What the law makes of a position's receipts and of the contracts' answers, for its owner from the first event on. */
async function fetchTrueAmounts(name: PositionName) {
  const tokenId = cast.positions[name]
  const events = await truth.fetchEvents(tokenId)
  const owed = computeTrueOwed(events)
  const sumOf = (type: 'deposit' | 'withdraw') =>
    sumPairs(events.filter((event) => event.type === type).map(({ amounts }) => amounts))
  const amounts = {
    deposited: sumOf('deposit'),
    withdrawn: sumOf('withdraw'),
    principal: await truth.fetchPrincipal(tokenId, head),
    principalOwed: owed,
    feesCollected: computeTrueFees(events),
    feesUncollected: subtractPair(await truth.fetchCollectable(tokenId, head), owed),
  }
  if (name === 'transferredIn') {
    const block = await blockOf(cast.transactions.transferIn)
    const carry = await truth.fetchCollectable(tokenId, block)
    const deposited = await truth.fetchPrincipal(tokenId, block)
    return { ...amounts, deposited, feesUncollected: subtractPair(amounts.feesUncollected, carry) }
  }
  if (name === 'transferredOut') {
    const block = await blockOf(cast.transactions.transferOut)
    const none: Pair = [0n, 0n]
    const withdrawn = await truth.fetchPrincipal(tokenId, block)
    const feesCollected = await truth.fetchCollectable(tokenId, block)
    return { ...amounts, withdrawn, feesCollected, principal: none, feesUncollected: none }
  }
  return amounts
}

/** The wallet's transactions with the farm, which the position manager's logs do not tell. */
const farmActions = ['unstake', 'claimReward', 'stakeAgain']

/** Positions of the retail wallet that each of its transactions touched. */
async function fetchTouched(): Promise<ReadonlyMap<Hex, readonly bigint[]>> {
  const inFarm = replica.story.entries.filter(
    ({ wallet: name, action }) => name === 'retail' && farmActions.includes(action),
  )
  const touched = new Map<Hex, bigint[]>(
    inFarm.map(({ receipt }) => [receipt.transactionHash, [cast.positions.staked]]),
  )
  for (const tokenId of Object.values(cast.positions)) {
    for (const { transactionHash, blockNumber } of await truth.fetchEvents(tokenId)) {
      const owners = await Promise.all([blockNumber - 1n, blockNumber].map((at) => truth.fetchOwner(tokenId, at)))
      if (!owners.includes(cast.retail)) continue
      const ids = touched.get(transactionHash) ?? []
      touched.set(transactionHash, ids.includes(tokenId) ? ids : [...ids, tokenId])
    }
  }
  return touched
}

/** Gas by position: equal shares, remainders to the lowest id, charged when the wallet itself sent the transaction. */
async function fetchTrueGas() {
  const byPosition = new Map<bigint, { wei: bigint; transactions: number; notChargedWei: bigint }>()
  for (const [hash, ids] of await fetchTouched()) {
    const { from } = await replica.client.getTransactionReceipt({ hash })
    const fee = await truth.fetchFeeWei(hash)
    const isOwn = from.toLowerCase() === cast.retail.toLowerCase()
    const count = BigInt(ids.length)
    const lowest = ids.reduce((low, id) => (id < low ? id : low))
    for (const id of ids) {
      const share = fee / count + (id === lowest ? fee % count : 0n)
      const gas = byPosition.get(id) ?? { wei: 0n, transactions: 0, notChargedWei: 0n }
      if (isOwn) byPosition.set(id, { ...gas, wei: gas.wei + share, transactions: gas.transactions + 1 })
      else byPosition.set(id, { ...gas, notChargedWei: gas.notChargedWei + share })
    }
  }
  return byPosition
}

const positionNames: readonly PositionName[] = [
  'burned',
  'open',
  'openOther',
  'transferredIn',
  'transferredOut',
  'emptied',
  'staked',
]

describe('positions of the wallet', () => {
  test('every position is there, in its pool and with its status, and nothing else', () => {
    const found = onlyChain(wallet).pools.flatMap(({ pool, positions }) =>
      positions.map(({ id, status }) => ({ id, status, pool })),
    )
    const { positions, pools } = cast
    const expected = [
      { id: positions.burned, status: 'closed', pool: pools.usdcWeth500 },
      { id: positions.open, status: 'open', pool: pools.usdcWeth500 },
      { id: positions.openOther, status: 'open', pool: pools.usdcWeth3000 },
      { id: positions.transferredIn, status: 'open', pool: pools.usdcWeth3000 },
      { id: positions.transferredOut, status: 'closed', pool: pools.rndrWeth3000 },
      { id: positions.emptied, status: 'owed', pool: pools.rndrWeth3000 },
      { id: positions.staked, status: 'open', pool: pools.rndrWeth3000 },
    ].map((position) => ({ ...position, id: String(position.id) }))
    const byId = (a: { id: string }, b: { id: string }) => Number(a.id) - Number(b.id)
    expect(found.sort(byId)).toEqual(expected.sort(byId))
  })

  test.each(positionNames)(
    'amounts of the %s position are the receipts’ and the contracts’, to the last unit',
    async (name) => {
      const { performance } = findPosition(wallet, cast.positions[name])
      expect(readAmounts(performance.amounts)).toEqual(await fetchTrueAmounts(name))
      expect(performance.unknownAmounts).toBeUndefined()
    },
  )

  test("an owner's amounts are the sum of their positions'", () => {
    for (const { you, positions } of onlyChain(wallet).pools) {
      for (const name of [
        'deposited',
        'withdrawn',
        'principal',
        'principalOwed',
        'feesCollected',
        'feesUncollected',
      ] as const) {
        const parts = positions.map(({ performance }) => readPair(performance.amounts[name]))
        expect(readPair(you.amounts[name])).toEqual(sumPairs(parts))
      }
    }
  })

  test('liquidity and range state are the contracts’', async () => {
    for (const { pool, positions } of onlyChain(wallet).pools) {
      const [, tick] = await replica.client.readContract({
        address: pool as Address,
        abi: poolAbi,
        functionName: 'slot0',
      })
      for (const { id, liquidity, tickLower, tickUpper, inRange } of positions) {
        const isOwn = (await truth.fetchOwner(BigInt(id), head)) === cast.retail
        expect(BigInt(liquidity)).toBe(isOwn ? await truth.fetchLiquidity(BigInt(id), head) : 0n)
        if (BigInt(liquidity) > 0n) expect(inRange).toBe(tickLower <= tick && tick < tickUpper)
      }
    }
  })

  test('rewards are what the farm paid and what it would pay now', async () => {
    const { staker, rndr } = replica.story.deployment
    const read = { address: staker, abi: stakerAbi } as const
    const [running] = await replica.client.readContract({
      ...read,
      functionName: 'getRewardInfo',
      args: [cast.incentive, cast.positions.staked],
    })
    const owed = await replica.client.readContract({
      ...read,
      functionName: 'rewards',
      args: [rndr.address, cast.retail],
    })
    const { logs } = await replica.client.getTransactionReceipt({ hash: cast.transactions.claim })
    const paid = logs
      .filter(({ address }) => address.toLowerCase() === staker.toLowerCase())
      .reduce((sum, { data }) => sum + BigInt(data), 0n)
    expect(paid).toBeGreaterThan(0n)
    const expected = [{ token: rndr.address, amount: String(paid + running + owed) }]
    expect(findPosition(wallet, cast.positions.staked).performance.rewards).toEqual(expected)
    expect(findPool(wallet, cast.pools.rndrWeth3000).you.rewards).toEqual(expected)
  })
})

describe('gas', () => {
  test('each position has its share of its transactions, to the last wei', async () => {
    const expected = await fetchTrueGas()
    for (const name of positionNames) {
      const tokenId = cast.positions[name]
      const { wei, transactions, notChargedWei } = findPosition(wallet, tokenId).performance.gas
      expect({ wei: BigInt(wei), transactions, notChargedWei: BigInt(notChargedWei) }).toEqual(expected.get(tokenId))
    }
  })

  test('shares of all pools add up to the transactions', async () => {
    const reported = onlyChain(wallet).pools.reduce((sum, { you }) => sum + BigInt(you.gas.wei), 0n)
    let paid = 0n
    for (const hash of (await fetchTouched()).keys()) {
      const { from } = await replica.client.getTransactionReceipt({ hash })
      if (from.toLowerCase() === cast.retail.toLowerCase()) paid += await truth.fetchFeeWei(hash)
    }
    expect(reported).toBe(paid)
  })

  test('the transaction that collected two positions of two pools is shared by them, its remainder with the lower id', async () => {
    const { open, openOther } = cast.positions
    const { collectTogether } = cast.transactions
    const fee = await truth.fetchFeeWei(collectTogether)
    const shareOf = (tokenId: bigint) => {
      const { transactions } = findPosition(wallet, tokenId).performance.evidence
      return BigInt(transactions.find(({ transactionHash }) => transactionHash === collectTogether)?.shareWei ?? -1)
    }
    const [low, high] = open < openOther ? [open, openOther] : [openOther, open]
    expect([shareOf(low), shareOf(high)]).toEqual([fee / 2n + (fee % 2n), fee / 2n])
  })

  test("the operator's transaction is listed and not charged", async () => {
    const { you } = findPool(wallet, cast.pools.usdcWeth500)
    const { operatorCollect } = cast.transactions
    expect(BigInt(you.gas.notChargedWei)).toBe(await truth.fetchFeeWei(operatorCollect))
    const listed = you.evidence.transactions.filter(({ kind }) => kind === 'notCharged')
    expect(listed.map(({ transactionHash }) => transactionHash)).toEqual([operatorCollect])
  })

  test("approvals of a pool's tokens are listed on their own line of that pool, and those of a position with its pool", async () => {
    const { weth, usdc, rndr } = replica.story.deployment
    const ofOperator = replica.story.entries.find(
      ({ wallet: name, action }) => name === 'retail' && action === 'approveOperator',
    )
    const sumOf = async (tokens: readonly Address[], others: readonly Hex[]) => {
      const hashes = [...others]
      for (const hash of cast.transactions.approvals) {
        const { to } = await replica.client.getTransactionReceipt({ hash })
        if (tokens.some((token) => token.toLowerCase() === to?.toLowerCase())) hashes.push(hash)
      }
      const fees = await Promise.all(hashes.map((hash) => truth.fetchFeeWei(hash)))
      return fees.reduce((sum, fee) => sum + fee, 0n)
    }
    const reported = (pool: Address) => BigInt(findPool(wallet, pool).you.gas.approvalsWei)
    const ownUsdcWeth = [usdc.address, weth.address]
    expect(reported(cast.pools.usdcWeth500)).toBe(
      await sumOf(ownUsdcWeth, [ofOperator?.receipt.transactionHash as Hex]),
    )
    expect(reported(cast.pools.usdcWeth3000)).toBe(await sumOf(ownUsdcWeth, []))
    expect(reported(cast.pools.rndrWeth3000)).toBe(await sumOf([rndr.address, weth.address], []))
  })
})

describe('the whale', () => {
  test('is the owner with the most capital and time, proven complete', async () => {
    const { whale, coverage, candidates } = findPool(wallet, cast.pools.usdcWeth500)
    expect(whale).toMatchObject({ owner: cast.whale, kind: 'account', claim: 'largest' })
    expect(whale?.positions).toEqual(expect.arrayContaining(cast.whalePositions.map(String)))
    expect(candidates[0]?.owner).toBe(cast.whale)
    const liquidity = await replica.client.readContract({
      address: cast.pools.usdcWeth500,
      abi: poolAbi,
      functionName: 'liquidity',
    })
    expect(coverage).toMatchObject({
      complete: true,
      missing: [],
      activeLiquidity: { pool: String(liquidity), found: String(liquidity) },
    })
  })

  test('every pool of the wallet is complete', () => {
    for (const { coverage, whale } of onlyChain(wallet).pools) {
      expect(coverage).toMatchObject({ complete: true, missing: [] })
      expect(whale?.claim).toBe('largest')
    }
  })

  test('who held a hundred times as much for one block is no candidate', () => {
    const { candidates } = findPool(wallet, cast.pools.usdcWeth500)
    expect(candidates).toHaveLength(5)
    expect(candidates.map(({ owner }) => owner)).not.toContain(cast.jit)
    const capitals = candidates.map(({ capitalYears }) => capitalYears ?? -1)
    expect([...capitals].sort((a, b) => b - a)).toEqual(capitals)
    expect(capitals.at(-1)).toBeGreaterThan(0)
  })

  test("has its own receipts' gas and the contracts' amounts", async () => {
    const { whale, window } = findPool(wallet, cast.pools.usdcWeth500)
    const touched = new Map<Hex, bigint>()
    for (const tokenId of cast.whalePositions) {
      for (const { transactionHash, blockNumber } of await truth.fetchEvents(tokenId)) {
        if (blockNumber > BigInt(window.fromBlock))
          touched.set(transactionHash, await truth.fetchFeeWei(transactionHash))
      }
    }
    const paid = [...touched.values()].reduce((sum, fee) => sum + fee, 0n)
    expect(whale?.gas).toMatchObject({ wei: String(paid), transactions: touched.size })
    const parts = await Promise.all(cast.whalePositions.map((tokenId) => truth.fetchPrincipal(tokenId, head)))
    expect(readPair(whale?.amounts.principal ?? ['0', '0'])).toEqual(sumPairs(parts))
  })

  test('another candidate can be chosen, and is not called the largest', async () => {
    const { candidates } = findPool(wallet, cast.pools.usdcWeth500)
    const second = candidates[1]?.owner as Address
    const report = await ask({ pool: cast.pools.usdcWeth500, whale: second })
    const chosen = findPool(report, cast.pools.usdcWeth500)
    expect(chosen.whale).toMatchObject({ owner: second, claim: 'largest found' })
    expect(chosen.candidates).toEqual(candidates)
    expect(chosen.you).toEqual(findPool(wallet, cast.pools.usdcWeth500).you)
    for (const part of ['fees', 'impermanentLoss', 'rewards', 'gas', 'net'] as const) {
      expect(chosen.gap?.[part]).toBe((chosen.you.rates[part] as number) - (chosen.whale?.rates[part] as number))
    }
  })

  test('a contract with liquidity in the pool itself can be chosen, and is labelled as a contract', async () => {
    const report = await ask({ pool: cast.pools.usdcWeth500, whale: cast.vault })
    const { whale } = findPool(report, cast.pools.usdcWeth500)
    const { tickLower, tickUpper } = cast.vaultTicks
    expect(whale).toMatchObject({
      owner: cast.vault,
      kind: 'contract',
      positions: [`${cast.pools.usdcWeth500}-${cast.vault}-${tickLower}-${tickUpper}`],
    })
    const collect = replica.story.entries.find(({ action }) => action === 'vault collect')?.receipt
      .transactionHash as Hex
    expect(whale?.gas).toMatchObject({ wei: String(await truth.fetchFeeWei(collect)), transactions: 1 })
  })

  test('an owner who is the only other one is compared with the one who is there', async () => {
    const report = await ask({ wallet: cast.whale, pool: cast.pools.usdcWeth500 })
    const { you, whale } = findPool(report, cast.pools.usdcWeth500)
    expect(you.owner).toBe(cast.whale)
    expect(whale?.owner).not.toBe(cast.whale)
  })
})

describe('other wallets', () => {
  test('a smart account: its positions, charged with the gas that its keeper paid', async () => {
    const report = await ask({ wallet: cast.smartAccount })
    const [pool] = onlyChain(report).pools
    expect(pool?.positions.map(({ id, status }) => [id, status])).toEqual([[String(cast.smartAccountPosition), 'open']])
    const hashes = new Set((await truth.fetchEvents(cast.smartAccountPosition)).map((event) => event.transactionHash))
    const fees = await Promise.all([...hashes].map((hash) => truth.fetchFeeWei(hash)))
    expect(pool?.you.gas).toMatchObject({
      wei: String(fees.reduce((sum, fee) => sum + fee, 0n)),
      transactions: hashes.size,
      notChargedWei: '0',
    })
    expect(pool?.whale?.owner).toBe(cast.whale)
  })

  test('a vault that holds liquidity without an NFT', async () => {
    const report = await ask({ wallet: cast.vault })
    const { you, positions } = findPool(report, cast.pools.usdcWeth500)
    expect(positions.map(({ liquidity, status }) => [liquidity, status])).toEqual([
      [String(cast.vaultLiquidity), 'open'],
    ])
    expect(BigInt(you.gas.wei)).toBeGreaterThan(0n)
  })

  test('the friend: what the retail wallet gave and got, from the other side', async () => {
    const report = await ask({ wallet: cast.friend })
    const gave = await truth.fetchCollectable(cast.positions.transferredIn, await blockOf(cast.transactions.transferIn))
    const got = await truth.fetchCollectable(
      cast.positions.transferredOut,
      await blockOf(cast.transactions.transferOut),
    )
    const out = findPosition(report, cast.positions.transferredIn)
    expect(out.status).toBe('closed')
    expect(readPair(out.performance.amounts.feesCollected)).toEqual(gave)
    const into = findPosition(report, cast.positions.transferredOut)
    const now = await truth.fetchCollectable(cast.positions.transferredOut, head)
    expect(readPair(into.performance.amounts.feesUncollected)).toEqual(subtractPair(now, got))
  })

  test('one that never had a position: no pools, and what was searched', async () => {
    const report = await ask({ wallet: '0x00000000000000000000000000000000DeaDBeef' })
    const chain = onlyChain(report)
    expect(chain.pools).toEqual([])
    expect(chain.error).toBeUndefined()
    const { factoryBlock } = replica.story.deployment
    expect(chain.scanned).toEqual({ fromBlock: factoryBlock, toBlock: Number(head) })
  })

  test('a pool that the wallet was never in', async () => {
    const report = await ask({ wallet: cast.smartAccount, pool: cast.pools.rndrWeth3000 })
    expect(onlyChain(report)).toMatchObject({ pools: [], scanned: { toBlock: Number(head) } })
  })
})

describe('the block', () => {
  test('everything was read at one block, which the report names', async () => {
    const { hash, timestamp } = await replica.client.getBlock({ blockNumber: head })
    expect(onlyChain(wallet).block).toEqual({ number: Number(head), hash, timestamp: Number(timestamp) })
    for (const { window } of onlyChain(wallet).pools) {
      expect([window.toBlock, window.toTimestamp]).toEqual([Number(head), Number(timestamp)])
    }
  })
})

describe('a pool on its own', () => {
  test.each(['usdcWeth500', 'usdcWeth3000', 'rndrWeth3000'] as const)(
    '%s: the same figures as among all pools',
    async (name) => {
      const report = await ask({ pool: cast.pools[name] })
      expect(onlyChain(report).pools).toHaveLength(1)
      const { series, ...alone } = findPool(report, cast.pools[name])
      const { series: without, ...among } = findPool(wallet, cast.pools[name])
      expect(alone).toEqual(among)
      expect(without).toBeNull()
      expect(series?.blocks.length).toBeGreaterThan(48)
      expect(series?.blocks.length).toBeLessThanOrEqual(64)
    },
  )

  test('the series ends with the figures of the report', async () => {
    const report = await ask({ pool: cast.pools.rndrWeth3000 })
    const { series, you, whale, window } = findPool(report, cast.pools.rndrWeth3000)
    expect(series?.blocks.at(0)).toBe(window.fromBlock)
    expect(series?.timestamps.at(-1)).toBe(window.toTimestamp)
    expect(series?.you.at(-1)).toBeCloseTo(you.value.net as number, 9)
    expect(series?.whale.at(-1)).toBeCloseTo(whale?.value.net as number, 9)
    expect([...(series?.you ?? []), ...(series?.whale ?? []), ...(series?.price ?? [])]).not.toContain(null)
  })
})

describe('an endpoint that refuses everything after the wallet’s own figures were shown', () => {
  const forbidden = { code: -32_000, message: 'Forbidden', status: 403 }

  test('they stay, with a sentence on what is missing, and the next try has all of them', async () => {
    const pool = cast.pools.usdcWeth500
    const proxy = await startRpcProxy(replica.rpcUrl)
    const die = (partial: Report) => {
      if (onlyChain(partial).pools.length > 0) proxy.use({ faults: [refuseWith(forbidden)] })
    }
    const report = await makeReport(proxy.url, { wallet: cast.retail, pool, hooks: { onPartial: die } })
    const sound = await ask({ pool })
    const chain = onlyChain(report)
    const why = chain.error
    expect(why).toContain('refused the request')
    expect(chain.block).toEqual(onlyChain(sound).block)
    const { you, positions, whale, gap, coverage } = findPool(report, pool)
    expect({ you, positions }).toEqual({
      you: findPool(sound, pool).you,
      positions: findPool(sound, pool).positions,
    })
    expect({ whale, gap }).toEqual({ whale: null, gap: null })
    expect(coverage.complete).toBe(false)
    expect(coverage.missing.map(({ what }) => what)).toEqual(['The whale'])
    expect(coverage.missing[0]?.why).toContain('refused the request')
    proxy.use({})
    const next = await makeReport(proxy.url, { wallet: cast.retail, pool })
    expect(findPool(next, pool)).toEqual(findPool(sound, pool))
    await proxy.stop()
  })
})

describe('the file', () => {
  const schemaFile = new URL('../../shared/spec/report.schema.json', import.meta.url)

  test.skipIf(!existsSync(schemaFile))('is valid by the schema', () => {
    const validate = new Ajv2020({ allErrors: true, strict: false }).compile(
      JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
    )
    validate(JSON.parse(formatReportAs(wallet, 'json')))
    expect(validate.errors).toBeNull()
  })

  test('reads back as the same report', () => {
    expect(parseReport(formatReportAs(wallet, 'json'))).toEqual(JSON.parse(JSON.stringify(wallet)))
  })

  test('has one row of CSV for each ledger event', () => {
    const rows = formatReportAs(wallet, 'csv').trim().split(/\r?\n/)
    const events = onlyChain(wallet).pools.flatMap(({ you, whale }: ReportPool) => [
      ...you.evidence.events,
      ...(whale?.evidence.events ?? []),
    ])
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.length - 1).toBeLessThanOrEqual(events.length)
  })
})
