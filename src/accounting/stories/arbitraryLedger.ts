import fc from 'fast-check'
import type { Address, Pair } from '../../domain/primitives'
import { computeAmountsForLiquidity } from '../../math/liquidityAmounts'
import { alice, blockOfDay, bob, LedgerStory, operator } from './ledgerStory'

/** Squares of short fractions, so that the pool's price is exact. */
const PRICES = [0.25, 0.5625, 1, 1.5625, 4]
const TICKS = [
  [-887220, 887220],
  [-13860, 13860],
  [-6000, 600],
  [600, 24000],
] as const
export const OWNERS: readonly Address[] = [alice, bob]

/** How much of what is there an action takes, in thousandths. */
const part = fc.integer({ min: 1, max: 1000 })
const amount = fc.bigInt({ min: 0n, max: 10n ** 18n })

const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('open' as const), ticks: fc.nat(3), owner: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('deposit' as const), position: fc.nat(9), part }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('withdraw' as const), position: fc.nat(9), part }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('collect' as const), position: fc.nat(9), part }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('earn' as const), position: fc.nat(9), amount0: amount, amount1: amount }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('transfer' as const), position: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('claim' as const), position: fc.nat(9), amount0: amount }) },
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** A block with its price, and one transaction in it after the other. */
const block = fc.record({
  blocks: fc.integer({ min: 1, max: 20_000 }),
  price: fc.nat(PRICES.length - 1),
  transactions: fc.array(
    fc.record({
      sender: fc.nat(2),
      feeWei: fc.bigInt({ min: 0n, max: 10n ** 17n }),
      actions: fc.array(action, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

/**
 * Random ledgers of two owners: several positions, partial withdrawals and collects, transfers both ways, several transactions
 * in one block and several positions in one transaction. Deposits round up and withdrawals down, as the contract does.
 */
export const arbitraryLedger: fc.Arbitrary<LedgerStory> = fc
  .array(block, { minLength: 1, maxLength: 12 })
  .map((blocks) => {
    const story = new LedgerStory().day(0, 1)
    const ids: string[] = []
    let blockNumber = blockOfDay(0)
    for (const told of blocks) {
      blockNumber += told.blocks
      story.block(blockNumber, PRICES[told.price])
      for (const { sender, feeWei, actions } of told.transactions) {
        const from = OWNERS[sender] ?? operator
        story.transaction(from, feeWei, () => actions.forEach((one) => tell(story, ids, blockNumber, one)))
      }
    }
    return story.block(blockNumber + 5000)
  })

/** Where to cut a ledger, in thousandths of its time or of its events: half of the cuts fall on a block with events. */
const cut = fc.record({ share: fc.integer({ min: 0, max: 1000 }), onEvent: fc.boolean() })

/** A ledger with three blocks to cut it at, in order, and none of them the first block of an owner's history. */
export const arbitraryCutLedger = fc.tuple(arbitraryLedger, fc.tuple(cut, cut, cut)).map(([story, cuts]) => {
  const histories = story.histories()
  const eventBlocks = histories.flatMap(({ events }) => events.map(({ blockNumber }) => blockNumber))
  const firstBlocks = OWNERS.map((owner) =>
    Math.min(
      ...histories.flatMap(({ ownerships }) =>
        ownerships.filter((ownership) => ownership.owner === owner).map(({ from }) => from.blockNumber),
      ),
    ),
  )
  const blocks = cuts
    .map(({ share, onEvent }) => {
      const eventBlock = eventBlocks[Math.round(((eventBlocks.length - 1) * share) / 1000)]
      const span = story.blockNumber - blockOfDay(0)
      return onEvent && eventBlock !== undefined ? eventBlock : blockOfDay(0) + Math.round((span * share) / 1000)
    })
    .map((blockNumber) => (firstBlocks.includes(blockNumber) ? blockNumber - 1 : blockNumber))
    .sort((a, b) => a - b)
  return { story, blocks: blocks as [number, number, number] }
})

function tell(story: LedgerStory, ids: string[], blockNumber: number, one: Action): void {
  if (one.type === 'open') {
    const id = `${ids.length + 1}`
    ids.push(id)
    story.mint(OWNERS[one.owner] as Address, id, TICKS[one.ticks] as readonly [number, number])
    return deposit(story, id, blockNumber, 10n ** 18n)
  }
  const id = ids[one.position % Math.max(ids.length, 1)]
  if (id === undefined) return
  const state = story.stateOf(id)
  switch (one.type) {
    case 'deposit':
      return deposit(story, id, blockNumber, (10n ** 18n * BigInt(one.part)) / 1000n)
    case 'withdraw': {
      const liquidity = (state.liquidity * BigInt(one.part)) / 1000n
      if (liquidity > 0n) story.withdraw(id, liquidity, principalOf(story, id, blockNumber, liquidity))
      return
    }
    case 'collect':
      story.collect(id, [
        ((state.owed[0] + state.fees[0]) * BigInt(one.part)) / 1000n,
        ((state.owed[1] + state.fees[1]) * BigInt(one.part)) / 1000n,
      ])
      return
    case 'earn':
      if (state.liquidity > 0n) story.earn(id, [one.amount0, one.amount1])
      return
    case 'transfer':
      story.transfer(id, state.owner === alice ? bob : alice)
      return
    case 'claim':
      story.claim(id, one.amount0)
  }
}

function deposit(story: LedgerStory, id: string, blockNumber: number, liquidity: bigint): void {
  const [amount0, amount1] = principalOf(story, id, blockNumber, liquidity)
  story.deposit(id, liquidity, [amount0 + 1n, amount1 + 1n])
}

function principalOf(story: LedgerStory, id: string, blockNumber: number, liquidity: bigint): Pair {
  const { tickLower, tickUpper } = story.stateOf(id).position
  return computeAmountsForLiquidity(story.sqrtPriceX96At(blockNumber), tickLower, tickUpper, liquidity)
}
