import { computeMedian } from '../math/statistics/computeMedian'

/** A transaction whose receipt was read, with the base fee of its block in wei; `null` where the block names none. */
export interface GasSample {
  readonly feeWei: bigint
  readonly baseFeeWei: bigint | null
}

/** Estimates what a transaction cost from the base fee of its block; `null` where nothing was read to estimate from. */
export type EstimateGas = (baseFeeWei: bigint | null) => bigint | null

/**
 * Makes an estimate of gas out of receipts of the same pool: the median of what a transaction paid per wei of base fee (its gas with
 * the tip), times the base fee of the other transaction's block. On chains whose blocks name no base fee, or one of 0, it is the median of
 * what was paid.
 *
 * The result is rounded to whole wei. It is an estimate, and whoever shows it says so.
 */
export function createGasEstimate(samples: readonly GasSample[]): EstimateGas {
  const medianFeeWei = computeMedian(samples.map(({ feeWei }) => Number(feeWei)))
  const units = samples.flatMap(({ feeWei, baseFeeWei }) =>
    baseFeeWei === null || baseFeeWei === 0n ? [] : Number(feeWei) / Number(baseFeeWei),
  )
  const medianUnits = computeMedian(units)
  return (baseFeeWei) => {
    if (medianUnits !== null && baseFeeWei !== null && baseFeeWei > 0n) {
      return BigInt(Math.round(medianUnits * Number(baseFeeWei)))
    }
    return medianFeeWei === null ? null : BigInt(Math.round(medianFeeWei))
  }
}
