import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { encodeDeployData, encodeFunctionData, getContractAddress, numberToHex, parseAbi } from 'viem'
import type { Address, Hex } from 'viem'
import { expect, test } from 'vitest'
import { compileContracts } from './compileContracts'
import { createDevnetClient, requestRaw } from './devnetClient'
import { deployMainnet } from './deployMainnet'
import { startEdr } from './startEdr'

const projectFolder = fileURLToPath(new URL('../..', import.meta.url))
const sender: Address = '0x00000000000000000000000000000000000000aa'
const tokenAbi = parseAbi([
  'constructor(string name, string symbol, uint8 decimals)',
  'function mint(address to, uint256 value)',
  'function transfer(address to, uint256 value) returns (bool)',
  'function balanceOf(address) view returns (uint256)',
])

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  return answer.json()
}

/** A token on a chain of three million blocks; somebody gets 1, 2 and 3 of it, a million blocks apart. */
async function startWithToken() {
  const node = await startEdr({ genesisBlock: 0, genesisTimestamp: 1_700_000_000 })
  const client = createDevnetClient(node.rpcUrl, 1)
  await client.setBalance({ address: sender, value: 10n ** 20n })
  const send = async (to: Address | null, data: Hex) => {
    await requestRaw(client, 'eth_sendTransaction', [{ from: sender, ...(to === null ? {} : { to }), data }])
    await requestRaw(client, 'evm_mine')
    return Number(await client.getBlockNumber())
  }
  const bytecode = compileContracts()['Token'] as Hex
  await send(null, encodeDeployData({ abi: tokenAbi, bytecode, args: ['Token', 'TKN', 18] }))
  const token = getContractAddress({ from: sender, nonce: 0n })
  const blocks: number[] = []
  for (const value of [1n, 2n, 3n]) {
    blocks.push(await send(token, encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args: [sender, value] })))
    await requestRaw(client, 'hardhat_mine', [numberToHex(1_000_000), numberToHex(12)])
  }
  return { node, client, token, blocks }
}

test('keeps the state of every block of a long chain, also inside of its empty stretches', async () => {
  const { node, client, token, blocks } = await startWithToken()
  expect(await client.getBlockNumber()).toBe(3_000_004n)
  const fetchBalance = (blockNumber: number) =>
    client.readContract({
      address: token,
      abi: tokenAbi,
      functionName: 'balanceOf',
      args: [sender],
      blockNumber: BigInt(blockNumber),
    })
  for (const [index, expected] of [1n, 3n, 6n].entries()) {
    const block = blocks[index] as number
    const offsets = [0, 1, 2, 3, 4, 5, 500_000, 999_997, 999_998, 999_999, 1_000_000]
    expect(await Promise.all(offsets.map((offset) => fetchBalance(block + offset)))).toEqual(
      offsets.map(() => expected),
    )
  }
  const { hash } = await client.getBlock({ blockNumber: 1_500_000n })
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'balanceOf', args: [sender] })
  expect(await requestRaw(client, 'eth_call', [{ to: token, data }, { blockHash: hash }])).toBe(
    numberToHex(3, { size: 32 }),
  )
  await node.stop()
})

test('code that asks for the number and the time of a block gets them inside of empty stretches too', async () => {
  const { node, client } = await startWithToken()
  const readers = { number: '0x4360005260206000f3', timestamp: '0x4260005260206000f3' } as const
  for (const blockNumber of [1, 3, 4, 5, 1_234_567, 3_000_000, 3_000_004]) {
    const block = await client.getBlock({ blockNumber: BigInt(blockNumber) })
    for (const [field, data] of Object.entries(readers)) {
      const answer = await requestRaw<Hex>(client, 'eth_call', [{ data }, numberToHex(blockNumber)])
      expect(BigInt(answer), `${field} of ${blockNumber}`).toBe(block[field as keyof typeof readers])
    }
  }
  await node.stop()
})

test('gives logs over the whole chain, receipts of a block, and times twelve seconds apart', async () => {
  const { node, client, token, blocks } = await startWithToken()
  const logs = await client.getLogs({ address: token, fromBlock: 0n, toBlock: 'latest' })
  expect(logs.map(({ blockNumber }) => Number(blockNumber))).toEqual(blocks)
  const receipts = await requestRaw<{ blockNumber: Hex; logs: unknown[] }[]>(client, 'eth_getBlockReceipts', [
    numberToHex(blocks[1] as number),
  ])
  expect(receipts.map((receipt) => [Number(receipt.blockNumber), receipt.logs.length])).toEqual([[blocks[1], 1]])
  const [early, late] = await Promise.all(
    [1_200_000n, 1_700_000n].map((blockNumber) => client.getBlock({ blockNumber })),
  )
  expect(Number((late?.timestamp ?? 0n) - (early?.timestamp ?? 0n))).toBe(500_000 * 12)
  await node.stop()
})

test('a contract that is put at its real address keeps what its constructor wrote', async () => {
  const node = await startEdr({ genesisTimestamp: 1_700_000_000 })
  const client = createDevnetClient(node.rpcUrl, 1)
  const { ethUsdFeed } = await deployMainnet(client, { feeds: ['ethUsd'] })
  const abi = parseAbi(['function description() view returns (string)', 'function phaseId() view returns (uint16)'])
  const read = (functionName: 'description' | 'phaseId') =>
    client.readContract({ address: ethUsdFeed, abi, functionName })
  expect([await read('description'), await read('phaseId')]).toEqual(['ETH / USD', 1])
  await node.stop()
})

test('answers batches, unknown methods and reverted calls as other nodes do', async () => {
  const { node, token } = await startWithToken()
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args: [sender, 7n] })
  const batch = [
    { jsonrpc: '2.0', id: 'a', method: 'eth_chainId' },
    { jsonrpc: '2.0', id: 2, method: 'eth_nothing', params: [] },
    { jsonrpc: '2.0', id: 3, method: 'eth_call', params: [{ from: sender, to: token, data }, 'latest'] },
  ]
  expect(await post(node.rpcUrl, batch)).toEqual([
    { jsonrpc: '2.0', id: 'a', result: '0x1' },
    { jsonrpc: '2.0', id: 2, error: { code: -32_004, message: 'Method eth_nothing is not supported' } },
    {
      jsonrpc: '2.0',
      id: 3,
      // Panic(0x11): arithmetic underflow.
      error: {
        code: 3,
        message: expect.stringMatching(/^execution reverted/) as string,
        data: `0x4e487b71${'11'.padStart(64, '0')}`,
      },
    },
  ])
  await node.stop()
})

test('error: a port that is taken is refused', async () => {
  const node = await startEdr({ genesisBlock: 0 })
  await expect(startEdr({ genesisBlock: 0, port: node.port })).rejects.toThrow(/EADDRINUSE/)
  await node.stop()
})

test('leaves no file in the folder and ends with its process', async () => {
  const before = readdirSync(projectFolder)
  const script = `import { startEdr } from '${new URL('./startEdr.ts', import.meta.url).href}'
    const node = await startEdr()
    console.log((await fetch(node.rpcUrl, { method: 'POST', body: '{"id":1,"method":"eth_blockNumber"}' })).status)
    await node.stop()`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: projectFolder,
  })
  const [[line], [code]] = (await Promise.all([once(child.stdout, 'data'), once(child, 'exit')])) as [
    [Buffer],
    [number],
  ]
  expect([line.toString().trim(), code]).toEqual(['200', 0])
  expect(readdirSync(projectFolder)).toEqual(before)
})
