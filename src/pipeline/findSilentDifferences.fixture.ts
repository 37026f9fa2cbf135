import type { Missing } from '../domain/coverage'
import type { Report, ReportChain, ReportPool } from '../domain/report'

/** A figure that differs from the sound report's without a word about it. */
export interface SilentDifference {
  /** Where in the chain's report, `you.value.fees` for example, after the pool's address. */
  readonly path: string
  readonly sound: unknown
  readonly found: unknown
}

/** What says of a statement which positions it is about: "All figures of position 1", "Owners of positions 3, 13 and 2 more". */
const aboutPositions = /^(?:[A-Za-z ]+ of p|P)ositions? (\d+(?:, \d+)*)( and \d+ more)?$/

/** Statements that are about the search for other owners. */
const aboutOwners = /^(?:Owners of|The whale|The proof|Positions that|Other owners|Older positions)/

/** Fields that say how it was read, not what was found. */
const howItWasRead = new Set([
  'createdAt',
  'scanned',
  'coverage',
  'hash',
  'whaleUnavailable',
  'error',
  'unknownAmounts',
])

/**
 * Compares the report behind a faulty endpoint with the sound one of the same block, figure by figure, to the last digit. Gives every
 * difference that is neither an unknown (`null`) nor covered by what the report itself says is missing:
 *
 * - where a pool calls itself complete nothing may differ;
 * - a statement about a position covers the figures of the side whose position it is, one about gas, fees, prices or approvals the figures
 *   that hang on them, one about owners the choice of the whale;
 * - a proof that leaves small positions out, and says so, covers the owners who come after the largest;
 * - "largest" is never said of another owner than the sound report's.
 */
export function findSilentDifferences(sound: Report, found: Report): readonly SilentDifference[] {
  return sound.chains.flatMap((chain) => {
    const other = found.chains.find(({ chainId }) => chainId === chain.chainId)
    return other === undefined
      ? [{ path: `${chain.chainId}`, sound: 'a chain', found: 'none' }]
      : compareChains(chain, other)
  })
}

function compareChains(sound: ReportChain, found: ReportChain): readonly SilentDifference[] {
  const isSaid = found.error !== undefined && found.error !== '' && !found.error.includes('inside Minnow')
  // A chain that could not be read is said in a sentence, and has no figures.
  if (found.block === null) {
    return isSaid && found.pools.length === 0 ? [] : [{ path: 'error', sound: 'none', found: found.error }]
  }
  const differences: SilentDifference[] = []
  for (const pool of sound.pools) {
    const other = found.pools.find((candidate) => candidate.pool === pool.pool)
    if (other !== undefined) differences.push(...comparePools(pool, other))
    else if (!isSaid) differences.push({ path: pool.pool, sound: 'a pool', found: 'none' })
  }
  for (const { pool } of found.pools) {
    if (!sound.pools.some((candidate) => candidate.pool === pool)) {
      differences.push({ path: pool, sound: 'no pool', found: 'a pool' })
    }
  }
  return differences
}

function comparePools(sound: ReportPool, found: ReportPool): readonly SilentDifference[] {
  const differences: SilentDifference[] = []
  walk(sound, found, [], differences)
  const { complete, missing } = found.coverage
  const isCovered = complete ? () => false : createCover(sound, found, missing)
  const isListOpen = found.coverage.proof?.includes('owners further down the list can be among them.') === true
  const silent = differences.filter(({ path }) => !isCovered(path) && !(isListOpen && isFurtherDown(path)))
  // In another window, which its report says, somebody else can be the largest.
  const isSameWindow = found.window.fromBlock === sound.window.fromBlock
  const isWronglyLargest = isSameWindow && found.whale?.claim === 'largest' && found.whale.owner !== sound.whale?.owner
  if (isWronglyLargest) silent.push({ path: 'whale.claim', sound: sound.whale?.owner, found: found.whale?.owner })
  if (!complete && missing.length === 0)
    silent.push({ path: 'coverage', sound: 'complete', found: 'incomplete without a reason' })
  return silent.map((difference) => ({ ...difference, path: `${sound.pool}.${difference.path}` }))
}

/** Whether a path is about an owner to choose from who is not the largest. */
function isFurtherDown(path: string): boolean {
  return /^candidates\.[1-9]/.test(path)
}

/** Gathers the figures that differ and are not unknown. */
function walk(sound: unknown, found: unknown, path: readonly string[], differences: SilentDifference[]): void {
  if (Object.is(sound, found) || found === null) return
  if (isObject(sound) && isObject(found)) {
    for (const key of new Set([...Object.keys(sound), ...Object.keys(found)])) {
      if (!howItWasRead.has(key) && !isUnknownReward(found, key))
        walk(sound[key], found[key], [...path, key], differences)
    }
    return
  }
  differences.push({ path: path.join('.'), sound, found })
}

/** A claim without its token is how a report writes that it is not known what was paid; no value may be given then. */
function isUnknownReward(found: Readonly<Record<string, unknown>>, key: string): boolean {
  const isUnknown = found['type'] === 'claimReward' && found['value'] === null && found['token'] === undefined
  return isUnknown && found[key] === undefined && (key === 'token' || key === 'amount')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

type Side = 'you' | 'whale'

/** Says of a path whether one of the statements covers it. */
function createCover(sound: ReportPool, found: ReportPool, missing: readonly Missing[]): (path: string) => boolean {
  const idsOf: Readonly<Record<Side, ReadonlySet<string>>> = {
    you: new Set([...sound.positions, ...found.positions].map(({ id }) => id)),
    whale: new Set([...(sound.whale?.positions ?? []), ...(found.whale?.positions ?? [])]),
  }
  const isAboutSide = (side: Side) =>
    missing.some(({ what }) => {
      const [, ids, more] = aboutPositions.exec(what) ?? []
      return ids !== undefined && (more !== undefined || ids.split(', ').some((id) => idsOf[side].has(id)))
    })
  const coversSide = { you: isAboutSide('you'), whale: isAboutSide('whale') }
  const coversOwners = missing.some(({ what }) => aboutOwners.test(what)) && found.whale?.claim !== 'largest'
  const coversGas = missing.some(({ what }) => /^(Gas|L1 fee) of/.test(what))
  const coversPrices = missing.some(({ what }) => /^(Price|Values) of|^The pool's own price/.test(what))
  const coversApprovals = missing.some(({ what }) => what.startsWith('Approvals'))
  const coversRewards = missing.some(({ what }) => /reward/i.test(what))
  const coversWindow = missing.some(({ what }) => /window|history/i.test(what))

  // Who misses the wallet's first deposit opens the window later: then everything is over another time. So it is where the sound report
  // says that its own begins later than was asked for, and this one's does not.
  const isSoundCut = sound.coverage.missing.some(({ what }) => what.startsWith('The window before block'))
  const isMoved = (coversSide.you || isSoundCut) && sound.window.fromBlock !== found.window.fromBlock

  return (path) => {
    const [root = ''] = path.split('.')
    if (coversWindow || isMoved) return true
    if (coversGas && /gas|transactions|value\.net|rates\.net|series/i.test(path)) return true
    if (coversApprovals && /approvalsWei|evidence\.transactions/.test(path)) return true
    if (coversPrices && /price|value|series/i.test(path)) return true
    if (coversRewards && /rewards|reward/i.test(path)) return true
    if (root === 'you' || root === 'positions') return coversSide.you || isUnknownAmount(found.you, path)
    if (root === 'whale')
      return coversSide.whale || coversOwners || (found.whale !== null && isUnknownAmount(found.whale, path))
    if (root === 'series' || root === 'gap') return coversSide.you || coversSide.whale || coversOwners
    if (root === 'candidates') return coversOwners || coversSide.whale
    if (root === 'window' || root === 'priceSources') return coversSide.you
    return false
  }
}

/** Amounts of which the report itself says that a part is not known. */
function isUnknownAmount({ unknownAmounts = [] }: ReportPool['you'], path: string): boolean {
  return (
    unknownAmounts.some((key) => path.includes(`amounts.${key}`)) ||
    (unknownAmounts.length > 0 && path.includes('evidence'))
  )
}
