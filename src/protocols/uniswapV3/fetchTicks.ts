import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { Pool } from '../../domain/pool'
import type { TickState } from '../../domain/poolLiquidity'
import { ContractRevertedError } from '../../errors'
import { MAX_TICK, MIN_TICK } from '../../math/tickMath'
import { poolAbi } from './abi'

const TICKS_PER_WORD = 256

/**
 * Reads every initialized tick of a pool at the end of a block, in ascending order.
 *
 * Reads the whole `tickBitmap`, then `ticks` of those that it names, in two rounds of multicalls.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 * @throws ContractRevertedError when the pool does not answer.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/TickBitmap.sol
 */
export async function fetchTicks(client: ChainClient, pool: Pool, blockNumber: number): Promise<readonly TickState[]> {
  const words = listWords(pool.tickSpacing)
  const bitmap = await fetchContracts(
    client,
    words.map((word) => contractCall(poolAbi, pool.address, 'tickBitmap', [word])),
    blockNumber,
  )
  const ticks = words.flatMap((word, index) => {
    const answer = bitmap[index]
    if (answer?.ok !== true) throw new ContractRevertedError(pool.address, 'tickBitmap', { details: answer?.error })
    return listTicks(word, answer.value).map((compressed) => compressed * pool.tickSpacing)
  })
  return await fetchTickStates(client, pool, ticks, blockNumber)
}

async function fetchTickStates(
  client: ChainClient,
  pool: Pool,
  ticks: readonly number[],
  blockNumber: number,
): Promise<readonly TickState[]> {
  const answers = await fetchContracts(
    client,
    ticks.map((tick) => contractCall(poolAbi, pool.address, 'ticks', [tick])),
    blockNumber,
  )
  return ticks.map((tick, index) => {
    const answer = answers[index]
    if (answer?.ok !== true) throw new ContractRevertedError(pool.address, 'ticks', { details: answer?.error })
    const [liquidityGross, liquidityNet, feeGrowth0, feeGrowth1, , , seconds] = answer.value
    return { tick, liquidityGross, liquidityNet, outside: { seconds, feeGrowthX128: [feeGrowth0, feeGrowth1] } }
  })
}

/** The words of the bitmap that hold a usable tick. */
function listWords(tickSpacing: number): readonly number[] {
  const first = Math.floor(Math.ceil(MIN_TICK / tickSpacing) / TICKS_PER_WORD)
  const last = Math.floor(Math.floor(MAX_TICK / tickSpacing) / TICKS_PER_WORD)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** The ticks, in units of the spacing, whose bits are set in a word. */
function listTicks(word: number, bits: bigint): readonly number[] {
  const ticks: number[] = []
  for (let rest = bits, place = 0; rest > 0n; rest >>= 1n, place++) {
    if ((rest & 1n) === 1n) ticks.push(word * TICKS_PER_WORD + place)
  }
  return ticks
}
