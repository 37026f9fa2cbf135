/** Every figure that can be asked "How is this computed?". */
export type FigureId =
  | 'capital'
  | 'principal'
  | 'shareOfPool'
  | 'fees'
  | 'impermanentLoss'
  | 'rewards'
  | 'gas'
  | 'net'
  | 'marketMove'
  | 'pnl'
  | 'gasShareOfFees'
  | 'timeInRange'
  | 'rangeWidth'
  | 'reRanges'

interface FigureWords {
  /** Plain words first. */
  readonly name: string
  /** The field's term, where it is another word. */
  readonly term: string | null
  /** What it is, in a sentence or two. */
  readonly definition: string
  /** Its place on the method screen. */
  readonly anchor: string
}

export const figureWords: Readonly<Record<FigureId, FigureWords>> = {
  capital: {
    name: 'Capital',
    term: 'average over the time',
    definition:
      'What was in the pool, averaged over time: each amount counts for as long as it stayed, at its value when it came in or last changed.',
    anchor: 'capital',
  },
  principal: {
    name: 'In the pool now',
    term: 'principal',
    definition: 'What the liquidity would pay out now, without fees, at the prices of the report’s block.',
    anchor: 'capital',
  },
  shareOfPool: {
    name: 'Share of the pool',
    term: 'of the liquidity in range now',
    definition:
      'The liquidity of the positions that are in range now, divided by all the liquidity in range in this pool.',
    anchor: 'share-of-pool',
  },
  fees: {
    name: 'Fees earned',
    term: null,
    definition:
      'What traders paid for using this liquidity: what was collected, at the price of that day, and what waits to be collected, at today’s.',
    anchor: 'fees',
  },
  impermanentLoss: {
    name: 'Against just holding',
    term: 'impermanent loss',
    definition:
      'What the tokens are worth after the pool traded them, less what the same tokens would be worth had they stayed in a wallet. A loss is negative; fees are not part of it.',
    anchor: 'impermanent-loss',
  },
  rewards: {
    name: 'Rewards',
    term: 'from farms',
    definition: 'Extra tokens paid by a farm for staking the position, each at the price of the day it was claimed.',
    anchor: 'rewards',
  },
  gas: {
    name: 'Gas',
    term: 'transaction costs',
    definition:
      'What the transactions on these positions cost, from their receipts, at the coin’s price at each one’s block. A transaction that touched several positions is shared equally among them.',
    anchor: 'gas',
  },
  net: {
    name: 'Net',
    term: 'over just holding',
    definition: 'Fees, impermanent loss, rewards and gas together: what providing liquidity earned over just holding.',
    anchor: 'net',
  },
  marketMove: {
    name: 'What just holding made',
    term: 'market move',
    definition:
      'What the deposited tokens gained or lost by themselves, through their prices, had they stayed in a wallet.',
    anchor: 'profit-and-loss',
  },
  pnl: {
    name: 'All in all',
    term: 'profit and loss',
    definition: 'What just holding made, and net: money out, plus what is in the pool now, less money in.',
    anchor: 'profit-and-loss',
  },
  gasShareOfFees: {
    name: 'Gas as a share of fees',
    term: null,
    definition: 'How much of the fees earned went to gas.',
    anchor: 'gas',
  },
  timeInRange: {
    name: 'Time in range',
    term: null,
    definition:
      'Of the time with liquidity in the pool, the share during which the price was inside the range, so that fees were earned.',
    anchor: 'range',
  },
  rangeWidth: {
    name: 'Range width',
    term: 'around the price',
    definition:
      'Half the width of the price ranges around their middle, averaged by capital and time. Narrow ranges earn more while in range and lose more to price moves.',
    anchor: 'range',
  },
  reRanges: {
    name: 'Moved the range',
    term: 're-ranging',
    definition: 'How often liquidity was taken out of one price range and put into another.',
    anchor: 'range',
  },
}
