import { expect, test } from 'vitest'
import { poolAbi, positionManagerAbi } from '../abi'
import { startReplica } from '../startReplica'
import { startRpcProxy } from '../../rpcProxy'
import { manyPositions } from './manyPositions'
import { walletOnBase } from './walletOnBase'

test.each([1, 10, 100])('one wallet has %i positions', async (count) => {
  const { client, cast, story, stop } = await startReplica(manyPositions(count))
  const read = { address: story.deployment.positionManager, abi: positionManagerAbi } as const
  expect(await client.readContract({ ...read, functionName: 'balanceOf', args: [cast.owner] })).toBe(BigInt(count))
  expect(cast.tokenIds.length).toBe(count)
  await stop()
})

test('the story on Base uses its addresses, and a proxy puts an l1Fee on its receipts', async () => {
  const { client, cast, rpcUrl, stop } = await startReplica(walletOnBase)
  expect(await client.getChainId()).toBe(8453)
  expect(await client.readContract({ address: cast.pool, abi: poolAbi, functionName: 'fee' })).toBe(3000)
  // The WETH/USDC 0.3 % pool on Base.
  expect(cast.pool).toBe('0x6c561B446416E1A00E8E93E221854d6eA4171372')

  const proxy = await startRpcProxy(rpcUrl, { l1Fee: 10n ** 12n })
  const answer = await fetch(proxy.url, {
    method: 'POST',
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_getTransactionReceipt',
      params: [cast.transactions[0]],
    }),
  })
  expect(await answer.json()).toMatchObject({ result: { status: '0x1', l1Fee: '0xe8d4a51000' } })
  await proxy.stop()
  await stop()
})
