import { expect, it } from 'vitest'
import type { PositionHistory } from '../domain/ledger'
import { computeCoverage } from './computeCoverage'
import { OPEN_DEBTS } from './openDebts'
import type { WhaleSearch } from './searchWhale'

const POOL = '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'
const OWNER = '0x1111111111111111111111111111111111111111'
const state = { blockNumber: 9, sqrtPriceX96: 2n ** 96n, tick: 0, liquidity: 100n }
const ref = { blockNumber: 5, timestamp: 50, logIndex: 1, transactionHash: '0x01' } as const

function history(id: string, liquidity: bigint, ownerships: PositionHistory['ownerships']): PositionHistory {
  return {
    position: { id, kind: 'nft', pool: POOL, poolOwner: OWNER, tickLower: -10, tickUpper: 10 },
    events: [{ ...ref, type: 'deposit', positionId: id, liquidity, amounts: [1n, 1n] }],
    ownerships,
  }
}

const owned = [{ owner: OWNER, from: ref, to: null }] as const

function coverageOf(histories: readonly PositionHistory[]) {
  return computeCoverage({
    state,
    owners: { holders: { histories, scanned: { fromBlock: 0, toBlock: 9 }, missing: [] } },
    missing: [],
    whaleUnavailable: null,
  })
}

it("promise 9: is proven when the liquidity of the positions found is the pool's own", () => {
  expect(coverageOf([history('1', 60n, owned), history('2', 40n, owned)])).toMatchObject({
    isWhaleProven: true,
    coverage: { complete: true, missing: [], activeLiquidity: { pool: 100n, found: 100n } },
  })
})

it('promise 9: says how much of the liquidity in range nobody was found for', () => {
  const { isWhaleProven, coverage } = coverageOf([history('1', 60n, owned)])
  expect(isWhaleProven).toBe(false)
  expect(coverage).toMatchObject({
    complete: false,
    missing: [{ what: 'Owners of 40.00 % of the liquidity in range' }],
  })
})

it('promise 9: is not proven when more liquidity was found than the pool has', () => {
  expect(coverageOf([history('1', 160n, owned)])).toMatchObject({ isWhaleProven: false, coverage: { complete: false } })
})

it('is not proven while a position with liquidity has no known owner, though the liquidity adds up', () => {
  const { isWhaleProven, coverage } = coverageOf([history('1', 60n, owned), history('2', 40n, [])])
  expect(isWhaleProven).toBe(false)
  expect(coverage).toMatchObject({ complete: false, missing: [{ what: 'Owners of positions 2' }] })
})

it('is not proven while the life of a position is contradicted, though the liquidity adds up', () => {
  const lost = { ...history('2', 0n, owned), isContradicted: true } as const
  const { isWhaleProven, coverage } = coverageOf([history('1', 100n, owned), lost])
  expect(isWhaleProven).toBe(false)
  expect(coverage).toMatchObject({ complete: false, missing: [{ what: 'The proof that nobody larger exists' }] })
})

const search: WhaleSearch = {
  whale: { unavailable: 'Nobody else.' },
  histories: [history('1', 100n, owned)],
  scanned: { fromBlock: 0, toBlock: 9 },
  isProven: true,
  unexplainedShare: 0.01,
  isPriceExact: true,
  mayOwnMore: false,
  areDebtsKnown: true,
  isConsistent: true,
  missing: [],
}

it('a search that left small positions out says that owners further down the list can be among them', () => {
  const proofOf = (unexplainedShare: number) =>
    computeCoverage({ state, owners: { search: { ...search, unexplainedShare } }, missing: [], whaleUnavailable: null })
      .coverage.proof
  expect(proofOf(0.01)).toContain('owners further down the list can be among them.')
  expect(proofOf(0)).not.toContain('further down')
})

it('a search that did not look at all that the largest owner can have says that its figures can lack some', () => {
  const { coverage } = computeCoverage({
    state,
    owners: { search: { ...search, mayOwnMore: true } },
    missing: [],
    whaleUnavailable: null,
  })
  expect(coverage.proof).toContain('can be the largest owner’s own, which its figures then lack')
})

it('a search that could not look for what farms owe says so at the end of its proof', () => {
  const proofOf = (areDebtsKnown: boolean) =>
    computeCoverage({ state, owners: { search: { ...search, areDebtsKnown } }, missing: [], whaleUnavailable: null })
      .coverage.proof
  expect(proofOf(false)).toBe(`${proofOf(true)}${OPEN_DEBTS}`)
})

it('names each missing thing once', () => {
  const twice = { what: 'Gas of 1 transactions', why: 'No receipt.' }
  const { coverage } = computeCoverage({ state, owners: null, missing: [twice, twice], whaleUnavailable: null })
  expect(coverage.missing).toEqual([twice])
})
