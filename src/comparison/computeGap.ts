import type { Rates } from '../domain/performance'

/** The parts of a rate, in the order in which they are shown. */
export const GAP_PARTS = ['fees', 'impermanentLoss', 'rewards', 'gas'] as const
export type GapPart = (typeof GAP_PARTS)[number]

/**
 * Computes by how much you earn more (positive) or less (negative) than the whale: `gap.x = you.x - whale.x` for each part.
 *
 * The parts add up to `gap.net` to the last bit. What is unknown on either side is `null`, and so is then `net`.
 */
export function computeGap(you: Rates, whale: Rates): Rates {
  const gapOf = (part: GapPart) => {
    const [yours, theirs] = [you[part], whale[part]]
    return yours === null || theirs === null ? null : yours - theirs
  }
  const fees = gapOf('fees')
  const impermanentLoss = gapOf('impermanentLoss')
  const rewards = gapOf('rewards')
  const gas = gapOf('gas')
  const isKnown = fees !== null && impermanentLoss !== null && rewards !== null && gas !== null
  return { fees, impermanentLoss, rewards, gas, net: isKnown ? fees + impermanentLoss + rewards + gas : null }
}
