import type { Rates } from '../domain/performance'

/** Computes `you - whale` for each part; `null` where one of the two is unknown. */
export function computeGap(you: Rates, whale: Rates): Rates {
  const subtract = (part: keyof Rates): number | null => {
    const [yours, theirs] = [you[part], whale[part]]
    return yours === null || theirs === null ? null : yours - theirs
  }
  return {
    fees: subtract('fees'),
    impermanentLoss: subtract('impermanentLoss'),
    rewards: subtract('rewards'),
    gas: subtract('gas'),
    net: subtract('net'),
  }
}
