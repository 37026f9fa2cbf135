import type { Address, Pair } from '../../src/domain/primitives'
import type { DevnetClient } from '../devnet/devnetClient'
import { fetchPositions } from './fetchRecordedPool'
import { planBurn } from './poolReplay'
import type { RecordedPosition } from './records/recordedPool'
import { fundSenders, replayBlocks } from './replayBlocks'

/**
 * What the pool itself owes each position at the latest block, fees included: lets every owner with liquidity settle by a burn
 * of nothing, reads `tokensOwed`, and undoes it all.
 */
export async function fetchSettledOwed(
  client: DevnetClient,
  pool: Address,
  positions: readonly RecordedPosition[],
): Promise<readonly Pair[]> {
  const id = await client.snapshot()
  const current = await fetchPositions(client, { address: pool, positions }, Number(await client.getBlockNumber()))
  const active = current.filter((position) => position.liquidity > 0n)
  await fundSenders(
    client,
    active.map((position) => position.owner),
  )
  const transactions = active.map(({ owner, tickLower, tickUpper }) => ({
    from: owner,
    to: pool,
    data: planBurn(tickLower, tickUpper, 0n),
  }))
  const [blockNumber] = await replayBlocks(client, [{ timestamp: null, transactions }])
  if (blockNumber === undefined) throw new Error('No block was mined.')
  const settled = await fetchPositions(client, { address: pool, positions }, blockNumber)
  await client.revert({ id })
  return settled.map((position) => [position.tokensOwed0, position.tokensOwed1])
}
