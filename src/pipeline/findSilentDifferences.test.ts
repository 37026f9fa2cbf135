import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Missing } from '../domain/coverage'
import type { Report, ReportPool } from '../domain/report'
import { parseReport } from '../pipeline'
import { findSilentDifferences } from './findSilentDifferences.fixture'

const example = parseReport(readFileSync(new URL('../../public/example.json', import.meta.url), 'utf8'))

/** The example with another first pool, and what its coverage says. */
function change(edit: (pool: ReportPool) => Partial<ReportPool>, missing: readonly Missing[] = []): Report {
  const [chain] = example.chains
  const [pool, ...others] = chain?.pools ?? []
  if (chain === undefined || pool === undefined) throw new Error('The example has no pool.')
  const coverage = { ...pool.coverage, complete: missing.length === 0, missing }
  return { ...example, chains: [{ ...chain, pools: [{ ...pool, coverage, ...edit(pool) }, ...others] }] }
}

const pathsOf = (report: Report) =>
  findSilentDifferences(example, report).map(({ path }) => path.replace(/^0x\w+\./, ''))
const withFees = (pool: ReportPool, fees: number | null) => ({
  you: { ...pool.you, value: { ...pool.you.value, fees } },
})
const ownId = ({ positions }: ReportPool) => positions[0]?.id ?? ''
const pool = example.chains[0]?.pools[0] as ReportPool

test('the same report has none', () => {
  expect(findSilentDifferences(example, { ...example, createdAt: 1 })).toEqual([])
})

test('a figure that is off by the last digit is one, an unknown figure is none', () => {
  expect(pathsOf(change((sound) => withFees(sound, (sound.you.value.fees ?? 0) + 1e-9)))).toEqual(['you.value.fees'])
  expect(pathsOf(change((sound) => withFees(sound, null)))).toEqual([])
})

test('a claim without its token is an unknown one, unless it is given a value', () => {
  const claims = (event: object) => (sound: ReportPool) => {
    const [first, ...rest] = sound.you.evidence.events
    const events = [{ ...first, type: 'claimReward', ...event }, ...rest]
    return { you: { ...sound.you, evidence: { ...sound.you.evidence, events } } } as unknown as Partial<ReportPool>
  }
  const paid = change(claims({ token: pool.pool, amount: '5', value: 3 }))
  const differences = (event: object) =>
    findSilentDifferences(paid, change(claims(event)))
      .map(({ path }) => path.split('.').at(-1))
      .sort()
  expect(differences({ value: null })).toEqual([])
  expect(differences({ value: 0 })).toEqual(['amount', 'token', 'value'])
})

test('a statement about a position covers the side that has it, and no other', () => {
  const why = 'of a reason'
  const wrong = (sound: ReportPool) => withFees(sound, 1)
  expect(pathsOf(change(wrong, [{ what: `All figures of position ${ownId(pool)}`, why }]))).toEqual([])
  expect(pathsOf(change(wrong, [{ what: `Fees of positions 999999, ${ownId(pool)}`, why }]))).toEqual([])
  expect(pathsOf(change(wrong, [{ what: 'All figures of position 999999', why }]))).toEqual(['you.value.fees'])
  expect(pathsOf(change(wrong, [{ what: 'Owners of 3 % of the liquidity in range', why }]))).toEqual(['you.value.fees'])
})

test('a sound report that says its own window is shorter is not compared over another one, unless that calls itself complete', () => {
  const cut = change(() => ({}), [{ what: 'The window before block 180000', why: 'Its fees cannot be proven.' }])
  const longer = (sound: ReportPool) => ({
    ...withFees(sound, (sound.you.value.fees ?? 0) + 1),
    window: { ...sound.window, fromBlock: sound.window.fromBlock - 1 },
  })
  const said = [{ what: 'Fees of position 0', why: 'They are not known.' }]
  expect(findSilentDifferences(cut, change(longer, said))).toEqual([])
  expect(findSilentDifferences(cut, change(longer)).length).toBeGreaterThan(0)
  expect(findSilentDifferences(example, change(longer, said)).length).toBeGreaterThan(0)
})

test('another owner may be the largest found, but never the largest', () => {
  const other = '0x00000000000000000000000000000000000000AA'
  const missing = [{ what: 'Owners of 3 % of the liquidity in range', why: 'of a reason' }]
  const withClaim = (claim: 'largest' | 'largest found') =>
    change((sound) => ({ whale: sound.whale && { ...sound.whale, owner: other, claim } }), missing)
  expect(pathsOf(withClaim('largest found'))).toEqual([])
  expect(pathsOf(withClaim('largest'))).toContain('whale.claim')
})

test('a proof that leaves small positions out, and says so, covers the owners after the largest and no other', () => {
  const proof = 'Proven largest: ... owners further down the list can be among them.'
  const listed = (place: number, says: string) =>
    change((sound) => ({
      coverage: { ...sound.coverage, complete: true, missing: [], proof: says },
      candidates: sound.candidates.map((owner, index) => (index === place ? { ...owner, capitalYears: 1 } : owner)),
    }))
  expect(pathsOf(listed(1, proof))).toEqual([])
  expect(pathsOf(listed(1, 'Proven largest.'))).toEqual(['candidates.1.capitalYears'])
  expect(pathsOf(listed(0, proof))).toEqual(['candidates.0.capitalYears'])
})

test('a pool or a chain that is not there must be said', () => {
  const [chain] = example.chains
  const without = {
    ...example,
    chains: [{ ...(chain as object), pools: chain?.pools.slice(1) ?? [] }],
  } as unknown as Report
  expect(findSilentDifferences(example, without).map(({ path }) => path)).toEqual([pool.pool])
  const failed = { ...example, chains: [{ ...(chain as object), block: null, pools: [] }] } as unknown as Report
  expect(findSilentDifferences(example, failed)).toHaveLength(1)
  const said = { ...failed, chains: failed.chains.map((each) => ({ ...each, error: 'host did not answer.' })) }
  expect(findSilentDifferences(example, said)).toEqual([])
  const unnamed = {
    ...failed,
    chains: failed.chains.map((each) => ({ ...each, error: 'Something went wrong inside Minnow.' })),
  }
  expect(findSilentDifferences(example, unnamed)).toHaveLength(1)
})
