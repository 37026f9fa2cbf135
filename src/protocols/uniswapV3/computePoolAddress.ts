import { encodeAbiParameters, getCreate2Address, keccak256 } from 'viem'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Address } from '../../domain/primitives'

/** What tells a pool of one deployment from all others. `token0` is the lower address. */
export interface PoolKey {
  readonly token0: Address
  readonly token1: Address
  readonly feePpm: number
}

/** The two tokens of a pool as its address is made of them: the lower one first. */
export function sortTokens(a: Address, b: Address): Pick<PoolKey, 'token0' | 'token1'> {
  return BigInt(a) < BigInt(b) ? { token0: a, token1: b } : { token0: b, token1: a }
}

const saltTypes = [{ type: 'address' }, { type: 'address' }, { type: 'uint24' }] as const

/**
 * Computes the address of a pool, whether it exists or not (CREATE2).
 *
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/libraries/PoolAddress.sol
 */
export function computePoolAddress(
  deployment: Pick<UniswapV3Deployment, 'factory' | 'poolInitCodeHash'>,
  { token0, token1, feePpm }: PoolKey,
): Address {
  return getCreate2Address({
    from: deployment.factory,
    salt: keccak256(encodeAbiParameters(saltTypes, [token0, token1, feePpm])),
    bytecodeHash: deployment.poolInitCodeHash,
  })
}
