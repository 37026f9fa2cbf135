/** Something that a report could not read or prove, in words for the user. */
export interface Missing {
  readonly what: string
  readonly why: string
}

/** What `what` is while the wallet's positions are not all found: the newest are shown first. */
export const OLDER_POSITIONS = 'Older positions'

/** What `what` is while the wallet's approvals are not read: what they cost is on a line of its own, and part of no other figure. */
export const APPROVALS = 'Approvals'

/** How `what` begins while those of whom it is compared with are not read. */
export const THEIR_APPROVALS = `${APPROVALS} of `

/** Why approvals are missing while nothing else has failed. */
export const READ_LAST = 'They are read last. What they cost is listed on its own, and is not part of net.'

/** What a report's data covers, and the completeness proof of the whale search. */
export interface Coverage {
  readonly complete: boolean
  readonly missing: readonly Missing[]
  /** The pool's own `liquidity()` against the sum over the positions found that are in range. */
  readonly activeLiquidity?: { readonly pool: bigint; readonly found: bigint }
  /** Blocks whose logs were read. */
  readonly scanned?: { readonly fromBlock: number; readonly toBlock: number }
  /** What proves who is the largest owner, or how much is missing for that, in words; absent where `activeLiquidity` alone does. */
  readonly proof?: string
}

/** What a long step is doing right now. `done` and `total` are in `unit`; `total` is `null` while it is not known. */
export interface Progress {
  readonly chainId: number
  readonly step: string
  readonly done: number
  readonly total: number | null
  readonly unit: string
  readonly secondsLeft: number | null
}
