import { createRequire } from 'node:module'
import type * as SdkCore from '@uniswap/sdk-core'
import type * as V3Sdk from '@uniswap/v3-sdk'

type Jsbi = typeof TickMath.MIN_SQRT_RATIO

/**
 * What tests and benchmarks compare with. In its CommonJS build, which Node runs as it is: the other one goes through the test runner's
 * transforms, which would make it slower than it is.
 */
const require = createRequire(import.meta.url)
export const { FeeAmount, FullMath, Pool, Position, PositionLibrary, SqrtPriceMath, TickLibrary, TickMath } =
  require('@uniswap/v3-sdk') as typeof V3Sdk
export const { Token } = require('@uniswap/sdk-core') as typeof SdkCore

// The very class that v3-sdk computes with: another copy of the package would make it slower, and `Pool` refuses it.
const SdkJsbi = TickMath.MIN_SQRT_RATIO.constructor as unknown as { BigInt(value: string): Jsbi }

/** Turns a bigint into v3-sdk's type of integer. */
export function formatJsbi(value: bigint): Jsbi {
  return SdkJsbi.BigInt(value.toString())
}

/** Turns an integer of v3-sdk into a bigint. */
export function parseJsbi(value: Jsbi): bigint {
  return BigInt(value.toString())
}
