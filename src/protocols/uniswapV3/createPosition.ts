import { getAddress, isAddress, zeroAddress } from 'viem'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Position } from '../../domain/position'
import type { Address } from '../../domain/primitives'
import { InconsistentDataError } from '../../errors'

const directId = /^(0x[\da-f]{40})-(0x[\da-f]{40})-(-?\d+)-(-?\d+)$/i

/** The facts of an NFT's position, as the position manager holds it in the pool's books. */
export function createNftPosition(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  tokenId: bigint,
  { pool, tickLower, tickUpper }: Pick<Position, 'pool' | 'tickLower' | 'tickUpper'>,
): Position {
  return { id: String(tokenId), kind: 'nft', pool, poolOwner: deployment.positionManager, tickLower, tickUpper }
}

/** The facts of liquidity that a contract holds in the pool itself. */
export function createDirectPosition({
  pool,
  poolOwner,
  tickLower,
  tickUpper,
}: Omit<Position, 'id' | 'kind'>): Position {
  const id = `${getAddress(pool)}-${getAddress(poolOwner)}-${tickLower}-${tickUpper}`
  return { id, kind: 'direct', pool, poolOwner, tickLower, tickUpper }
}

/**
 * Makes a position from its id alone. A direct position's id says all; an NFT's says neither pool nor ticks, so that the
 * result is good for reading its history and for nothing else.
 *
 * @throws InconsistentDataError when it is no position's id.
 */
export function createUnplacedPosition(deployment: Pick<UniswapV3Deployment, 'positionManager'>, id: string): Position {
  if (/^\d+$/.test(id)) {
    return createNftPosition(deployment, BigInt(id), { pool: zeroAddress, tickLower: 0, tickUpper: 0 })
  }
  const [, pool, poolOwner, tickLower, tickUpper] = directId.exec(id) ?? []
  if (pool === undefined || poolOwner === undefined || !isAddress(pool, { strict: false })) {
    throw new InconsistentDataError('A position has an unreadable id.', { details: id })
  }
  return createDirectPosition({
    pool: getAddress(pool),
    poolOwner: getAddress(poolOwner as Address),
    tickLower: Number(tickLower),
    tickUpper: Number(tickUpper),
  })
}
