import { decodeFunctionData, encodeFunctionResult, parseAbi } from 'viem'
import type { Address, Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deployMainnet } from '../../e2e/devnet/deployMainnet'
import { createDevnetClient, requestRaw } from '../../e2e/devnet/devnetClient'
import type { DevnetClient } from '../../e2e/devnet/devnetClient'
import { mainnetDeployment } from '../../e2e/devnet/deployments'
import { startAnvil } from '../../e2e/devnet/startAnvil'
import type { DevnetNode } from '../../e2e/devnet/startAnvil'
import { answeredTogether } from '../../e2e/faults/answeredTogether'
import { latestState } from '../../e2e/faults/latestState'
import { replyWithError } from '../../e2e/faults/rpcFault'
import type { RpcFault } from '../../e2e/faults/rpcFault'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { findChain } from '../config/chains'
import { HistoryUnavailableError, RpcLimitError, RpcUnreachableError } from '../errors'
import type { ChainClient } from './chainClient'
import { contractCall } from './contractCall'
import { createChainClient } from './createChainClient'
import { fetchCallFrom } from './fetchCallFrom'
import { fetchContracts } from './fetchContracts'
import { fetchHasArchiveState } from './fetchHasArchiveState'
import { fetchIsContract } from './fetchIsContract'

const abi = parseAbi([
  'function balanceOf(address owner) view returns (uint256)',
  'function decimals() view returns (uint8)',
  'function symbol() view returns (string)',
])
const { usdc, weth, factory } = mainnetDeployment

/** Contracts that are nothing but their code: all gas gone, much work, a silent revert, 20 kB of zeros. */
const burner: Address = '0x0000000000000000000000000000000000001001'
const reverter: Address = '0x0000000000000000000000000000000000001003'
const sender: Address = '0x0000000000000000000000000000000000001004'
const flood: Address = '0x0000000000000000000000000000000000001005'
const heavy: Address = '0x0000000000000000000000000000000000001002'
const delegated: Address = '0x0000000000000000000000000000000000001006'
const code: Readonly<Record<Address, Hex>> = {
  [burner]: '0xfe',
  // Counts down from 1.2 million for 31 million gas, then answers with 42.
  [heavy]: '0x62124f805b6001900380600457602a60005260206000f3',
  [reverter]: '0x60006000fd',
  // Answers with its caller.
  [sender]: '0x3360005260206000f3',
  [flood]: '0x614e206000f3',
  [delegated]: `0xef0100${usdc.address.slice(2)}` as Hex,
}

const holder = (index: number): Address => `0x${(0xabc000 + index).toString(16).padStart(40, '0')}`

/** Endpoints bound the gas of a call: public ones to some ten million. */
function withGasCap(open: ChainClient, gas = 50_000_000): ChainClient {
  const capped = (call: unknown) => ({ ...(call as object), gas: `0x${gas.toString(16)}` })
  return {
    ...open,
    request: (method, params) => open.request(method, method === 'eth_call' ? [capped(params[0]), params[1]] : params),
  }
}

let anvil: DevnetNode
let proxy: RpcProxy
let devnet: DevnetClient
let client: ChainClient
let head: number

function open(): Promise<ChainClient> {
  const config = findChain(1)
  if (!config) throw new Error('Ethereum is not configured.')
  return createChainClient({
    config,
    rpcUrls: [proxy.url],
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
}

beforeAll(async () => {
  anvil = await startAnvil()
  devnet = createDevnetClient(anvil.rpcUrl, 1)
  await deployMainnet(devnet)
  for (const [address, bytes] of Object.entries(code)) await requestRaw(devnet, 'anvil_setCode', [address, bytes])
  for (let index = 0; index < 12; index++) {
    await devnet.setBalance({ address: holder(index), value: 10n ** 21n })
    await requestRaw(devnet, 'eth_sendTransaction', [
      {
        from: holder(index),
        to: weth.address,
        value: `0x${(10n ** 18n + BigInt(index)).toString(16)}`,
        data: '0xd0e30db0',
      },
    ])
  }
  await devnet.mine({ blocks: 1 })
  head = Number(await devnet.getBlockNumber())
  proxy = await startRpcProxy(anvil.rpcUrl)
})

beforeEach(async () => {
  proxy.use({})
  client = await open()
  proxy.reset()
})

afterAll(async () => {
  await proxy?.stop()
  await anvil?.stop()
})

describe('fetchContracts', () => {
  test("default: answers in the order of the calls, as the contracts' own", async () => {
    const answers = await fetchContracts(
      client,
      [
        contractCall(abi, weth.address, 'balanceOf', [holder(3)]),
        contractCall(abi, usdc.address, 'decimals', []),
        contractCall(abi, weth.address, 'symbol', []),
      ],
      head,
    )
    expect(answers).toEqual([
      { ok: true, value: 10n ** 18n + 3n },
      { ok: true, value: 6 },
      { ok: true, value: 'WETH' },
    ])
    expect(proxy.requests).toBe(1)
  })

  test('behavior: no call asks nothing', async () => {
    expect(await fetchContracts(client, [], head)).toEqual([])
    expect(proxy.requests).toBe(0)
  })

  test('behavior: a thousand calls take three requests, side by side', async () => {
    proxy.use({ faults: [answeredTogether(3)] })
    const calls = Array.from({ length: 1_000 }, (_, index) =>
      contractCall(abi, weth.address, 'balanceOf', [holder(index)]),
    )
    const answers = await fetchContracts(client, calls, head)
    answers.forEach((answer, index) =>
      expect(answer).toEqual({ ok: true, value: index < 12 ? 10n ** 18n + BigInt(index) : 0n }),
    )
    expect(proxy.requests).toBe(3)
    expect(proxy.sequentialDepth).toBe(1)
  })

  test('behavior: many thousands take a request for each 1,600, or for each 400 where those are too much', async () => {
    const listCalls = (first: number) =>
      Array.from({ length: 8_000 }, (_, index) => contractCall(abi, weth.address, 'balanceOf', [holder(first + index)]))
    const generous = await fetchContracts(client, listCalls(0), head)
    expect(proxy.requests).toBe(5)
    const strict = withGasCap(await open(), 8_000_000)
    proxy.reset()
    expect(await fetchContracts(strict, listCalls(0), head)).toEqual(generous)
    expect(proxy.requests).toBeLessThan(40)
    proxy.reset()
    await fetchContracts(strict, listCalls(8_000), head)
    expect(proxy.requests).toBe(20)
  })

  test('behavior: the same call is made once, for however many', async () => {
    const calls = Array.from({ length: 1_000 }, (_, index) =>
      contractCall(abi, weth.address, 'balanceOf', [holder(index % 12)]),
    )
    const answers = await fetchContracts(client, calls, head)
    answers.forEach((answer, index) => expect(answer).toEqual({ ok: true, value: 10n ** 18n + BigInt(index % 12) }))
    expect(proxy.requests).toBe(1)
  })

  test('error: a node that gives its newest state for an old block', async () => {
    await devnet.mine({ blocks: 5 })
    const request: ChainClient['request'] = (method, params) =>
      client.request(method, method === 'eth_call' ? [params[0], 'latest'] : params)
    const lying = { ...client, request }
    const call = contractCall(abi, usdc.address, 'decimals', [])
    await expect(fetchContracts(lying, [call], head)).rejects.toThrow(HistoryUnavailableError)
    expect(await fetchHasArchiveState({ ...lying }, usdc.address, head)).toBe(false)
    // Contracts on Arbitrum see Ethereum's block numbers: nothing can be told from them.
    const onArbitrum = { ...lying, config: { ...client.config, chainId: 42161 } }
    expect(await fetchContracts(onArbitrum, [call], head)).toEqual([{ ok: true, value: 6 }])
  })

  test('behavior: whoever asks at the same moment at the same block shares a request', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        fetchContracts(client, [contractCall(abi, weth.address, 'balanceOf', [holder(index)])], head),
      ),
    )
    answers.forEach(([answer], index) => expect(answer).toEqual({ ok: true, value: 10n ** 18n + BigInt(index) }))
    expect(proxy.requests).toBe(1)
  })

  test('behavior: what was asked before, or is on its way, is not asked again', async () => {
    const decimals = contractCall(abi, usdc.address, 'decimals', [])
    const reverting = contractCall(abi, reverter, 'decimals', [])
    const symbol = contractCall(abi, weth.address, 'symbol', [])
    let later: ReturnType<typeof fetchContracts> | null = null
    const request: ChainClient['request'] = (method, params) => {
      // The first request is on its way.
      later ??= fetchContracts(counting, [decimals, reverting, symbol], head)
      return client.request(method, params)
    }
    const counting: ChainClient = { ...client, request }
    const first = await fetchContracts(counting, [decimals, reverting], head)
    expect(await later).toEqual([...first, { ok: true, value: 'WETH' }])
    expect(await fetchContracts(counting, [symbol, decimals], head)).toEqual([
      { ok: true, value: 'WETH' },
      { ok: true, value: 6 },
    ])
    expect(proxy.requests).toBe(2)
    // Another block has another state.
    await fetchContracts(counting, [decimals], head - 1)
    expect(proxy.requests).toBe(3)
  })

  test('error: what failed is asked again', async () => {
    const decimals = contractCall(abi, usdc.address, 'decimals', [])
    let failures = 1
    const request: ChainClient['request'] = (method, params) =>
      failures-- > 0 ? Promise.reject(new RpcUnreachableError('node.example')) : client.request(method, params)
    const flaky = { ...client, request }
    const [first, shared] = await Promise.allSettled([
      fetchContracts(flaky, [decimals], head),
      fetchContracts(flaky, [decimals], head),
    ])
    expect([first.status, shared.status]).toEqual(['rejected', 'rejected'])
    expect(await fetchContracts(flaky, [decimals], head)).toEqual([{ ok: true, value: 6 }])
  })

  test('error: a call that was too much for the endpoint is asked again, one that reverted is not', async () => {
    const config = { ...client.config, multicall3: holder(99) }
    let calls = 0
    let isFull = true
    const request: ChainClient['request'] = (method, params) => {
      calls++
      const isSymbol = JSON.stringify(params).includes('95d89b41')
      if (isFull && isSymbol) return Promise.reject(new RpcLimitError('node.example', method, 'size', {}))
      return client.request(method, params)
    }
    const limited = { ...client, config, request }
    const asked = [contractCall(abi, weth.address, 'symbol', []), contractCall(abi, reverter, 'decimals', [])]
    expect((await fetchContracts(limited, asked, head)).map(({ ok }) => ok)).toEqual([false, false])
    isFull = false
    calls = 0
    expect((await fetchContracts(limited, asked, head)).map(({ ok }) => ok)).toEqual([true, false])
    expect(calls).toBe(1)
  })

  test('error: a call that reverts, has no code, or answers what does not decode spoils no other', async () => {
    const [reverted, empty, odd, good] = await fetchContracts(
      client,
      [
        contractCall(abi, reverter, 'decimals', []),
        contractCall(abi, holder(0), 'decimals', []),
        contractCall(abi, sender, 'symbol', []),
        contractCall(abi, usdc.address, 'decimals', []),
      ],
      head,
    )
    for (const answer of [reverted, empty, odd]) expect(answer?.ok).toBe(false)
    expect(good).toEqual({ ok: true, value: 6 })
  })

  test.each([1, 2, 3, 4, 6])('error: %i contracts that burn all gas starve no other one', async (burners) => {
    const calls = [
      ...Array.from({ length: burners }, () => contractCall(abi, burner, 'symbol', [])),
      ...Array.from({ length: 40 }, (_, index) => contractCall(abi, weth.address, 'balanceOf', [holder(index % 12)])),
      contractCall(abi, usdc.address, 'decimals', []),
      contractCall(abi, usdc.address, 'symbol', []),
    ] as const
    // Public endpoints give a call some ten million gas.
    const request: ChainClient['request'] = (method, params) =>
      client.request(
        method,
        method === 'eth_call' ? [{ ...(params[0] as object), gas: '0x2faf080' }, params[1]] : params,
      )
    const answers = await fetchContracts({ ...client, request }, calls, head)
    expect(answers.slice(0, burners).every(({ ok }) => !ok)).toBe(true)
    answers.slice(burners, burners + 40).forEach((answer, index) => {
      expect(answer).toEqual({ ok: true, value: 10n ** 18n + BigInt(index % 12) })
    })
    expect(answers.at(-2)).toEqual({ ok: true, value: 6 })
    expect(answers.at(-1)).toEqual({ ok: true, value: 'USDC' })
  })

  test('error: a call that lacked gas because of one before it is asked again on its own', async () => {
    const workAbi = parseAbi(['function work() view returns (uint256)'])
    const calls = [
      contractCall(abi, usdc.address, 'decimals', []),
      contractCall(abi, burner, 'symbol', []),
      contractCall(workAbi, heavy, 'work', []),
    ] as const
    const [decimals, burned, worked] = await fetchContracts(withGasCap(client, 1_600_000_000), calls, head)
    expect(decimals).toEqual({ ok: true, value: 6 })
    expect(burned.ok).toBe(false)
    expect(worked).toEqual({ ok: true, value: 42n })
    expect(proxy.requests).toBe(3)
  })

  test('behavior: failures of several contracts with gas to spare are believed at once', async () => {
    const answers = await fetchContracts(
      client,
      [
        contractCall(abi, reverter, 'decimals', []),
        contractCall(abi, factory, 'decimals', []),
        contractCall(abi, usdc.address, 'decimals', []),
      ],
      head,
    )
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, true])
    expect(proxy.requests).toBe(1)
  })

  test('behavior: before Multicall3 was there, each call is a request of its own', async () => {
    const config = { ...client.config, multicall3: holder(99) }
    const answers = await fetchContracts(
      { ...client, config },
      [
        contractCall(abi, usdc.address, 'decimals', []),
        contractCall(abi, reverter, 'decimals', []),
        contractCall(abi, burner, 'decimals', []),
        contractCall(abi, weth.address, 'symbol', []),
      ],
      head,
    )
    expect(answers.map((answer) => (answer.ok ? answer.value : null))).toEqual([6, null, null, 'WETH'])
    expect(proxy.requests).toBe(5)
  })

  test('error: answers that are too much for one reply come in smaller chunks', async () => {
    const floodAbi = parseAbi(['function flood(uint256) view returns (bytes32)'])
    const calls = Array.from({ length: 64 }, (_, index) => contractCall(floodAbi, flood, 'flood', [BigInt(index)]))
    let refused = 0
    const request: ChainClient['request'] = async (method, params) => {
      const answer = await client.request(method, params)
      if (typeof answer !== 'string' || answer.length < 1_000_000) return answer
      refused++
      const { RpcLimitError } = await import('../errors')
      throw new RpcLimitError('node.example', method, 'size', {})
    }
    const answers = await fetchContracts({ ...client, request }, calls, head)
    expect(answers.every((answer) => answer.ok && answer.value === `0x${'0'.repeat(64)}`)).toBe(true)
    expect(refused).toBeGreaterThan(0)
  })

  test('error: state that the endpoint does not keep', async () => {
    await devnet.mine({ blocks: 5 })
    proxy.use({ stateBlocks: 2 })
    const calls = [contractCall(abi, usdc.address, 'decimals', []), contractCall(abi, weth.address, 'symbol', [])]
    await expect(fetchContracts(client, calls, head)).rejects.toThrow(HistoryUnavailableError)
    await expect(fetchContracts(client, calls.slice(1), head)).rejects.toThrow(HistoryUnavailableError)
  })
})

describe('fetchCallFrom', () => {
  test('default: the call comes from the given address', async () => {
    const senderAbi = parseAbi(['function anything() view returns (address)'])
    const answer = await fetchCallFrom(client, contractCall(senderAbi, sender, 'anything', []), usdc.address, head)
    expect(answer).toEqual({ ok: true, value: usdc.address })
  })

  test('error: a revert is a failed call', async () => {
    expect(await fetchCallFrom(client, contractCall(abi, reverter, 'decimals', []), usdc.address, head)).toMatchObject({
      ok: false,
    })
    expect(await fetchCallFrom(client, contractCall(abi, burner, 'decimals', []), usdc.address, head)).toMatchObject({
      ok: false,
    })
  })
})

describe('fetchIsContract', () => {
  test('default: contracts, accounts, and accounts that lend their name to code (EIP-7702)', async () => {
    const found = await fetchIsContract(client, [usdc.address, holder(1), delegated, usdc.address], head)
    expect([...found]).toEqual([
      [usdc.address.toLowerCase(), true],
      [holder(1), false],
      [delegated, false],
    ])
    await fetchIsContract(client, [usdc.address], head)
    expect(proxy.counts).toEqual(new Map([['eth_call', 1]]))
  })

  test('behavior: from an endpoint that runs no undeployed code, one by one, and the same', async () => {
    const request: ChainClient['request'] = async (method, params) => {
      if (method !== 'eth_call') return await client.request(method, params)
      const { RpcRefusedError } = await import('../errors')
      throw new RpcRefusedError('node.example', method)
    }
    const addresses = [holder(1), delegated, usdc.address, burner, reverter]
    const together = await fetchIsContract(client, addresses, head)
    expect([...together.values()]).toEqual([false, false, true, true, true])
    proxy.reset()
    expect(await fetchIsContract({ ...client, request, memo: new Map() }, addresses, head)).toEqual(together)
    expect(proxy.counts).toEqual(new Map([['eth_getCode', 5]]))
  })

  test('behavior: a thousand addresses take two requests', async () => {
    const addresses = Array.from({ length: 1_000 }, (_, index) => (index === 700 ? usdc.address : holder(index)))
    const found = await fetchIsContract(client, addresses, head)
    expect([...found].filter(([, isContract]) => isContract)).toEqual([[usdc.address.toLowerCase(), true]])
    expect(proxy.counts).toEqual(new Map([['eth_call', 2]]))
  })
})

describe('fetchHasArchiveState', () => {
  test('default: an archive node has it', async () => {
    expect(await fetchHasArchiveState(client, usdc.address, head)).toBe(true)
    expect(await fetchHasArchiveState(client, weth.address, head + 1)).toBe(true)
    expect(proxy.requests).toBe(1)
  })

  test('behavior: another node has only the latest blocks; one answer holds for the blocks on its side', async () => {
    await devnet.mine({ blocks: 5 })
    const latest = Number(await devnet.getBlockNumber())
    proxy.use({ stateBlocks: 2 })
    expect(await fetchHasArchiveState(client, usdc.address, latest - 3)).toBe(false)
    expect(await fetchHasArchiveState(client, reverter, latest)).toBe(true)
    expect(await fetchHasArchiveState(client, usdc.address, latest - 4)).toBe(false)
    expect(proxy.requests).toBe(2)
  })

  test('error: a node that answers with the latest state does not have the old one', async () => {
    await devnet.mine({ blocks: 5, interval: 12 })
    const latest = Number(await devnet.getBlockNumber())
    proxy.use({ faults: [latestState] })
    expect(await fetchHasArchiveState(client, usdc.address, latest)).toBe(true)
    expect(await fetchHasArchiveState(client, usdc.address, latest - 3)).toBe(false)
  })

  test('behavior: where calls without a contract are refused, the contract is called', async () => {
    await devnet.mine({ blocks: 5, interval: 12 })
    const latest = Number(await devnet.getBlockNumber())
    const refuse: RpcFault = (request, next) => {
      const isCreation = request.method === 'eth_call' && (request.params?.[0] as { to?: string }).to === undefined
      const error = { code: -32_602, message: 'missing value for required argument: to' }
      return isCreation ? Promise.resolve(replyWithError(request, error)) : next()
    }
    proxy.use({ faults: [refuse] })
    expect(await fetchHasArchiveState(client, usdc.address, latest)).toBe(true)
    proxy.use({ faults: [refuse], stateBlocks: 2 })
    expect(await fetchHasArchiveState(client, usdc.address, latest - 3)).toBe(false)
  })
})

describe('multicall3', () => {
  test('behavior: the shape of a batch is what Multicall3 itself decodes', async () => {
    const multicallAbi = parseAbi([
      'struct Call3 { address target; bool allowFailure; bytes callData; }',
      'struct Result { bool success; bytes returnData; }',
      'function aggregate3(Call3[] calls) view returns (Result[] returnData)',
    ])
    const { decodeAggregate3, encodeAggregate3 } = await import('./multicall3')
    const call = contractCall(abi, usdc.address, 'decimals', [])
    const { multicall3 } = client.config
    const { args } = decodeFunctionData({ abi: multicallAbi, data: encodeAggregate3(multicall3, [call]) })
    expect(args?.[0]?.map(({ target, allowFailure }) => [target, allowFailure])).toEqual([
      [usdc.address, true],
      [multicall3, true],
      ['0x0000000000000000000000000000000000000005', true],
    ])
    const result = [{ success: true, returnData: '0x01' }] as const
    const data = encodeFunctionResult({ abi: multicallAbi, functionName: 'aggregate3', result })
    expect(() => decodeAggregate3(data, 1)).toThrow(/1 answers to 3 calls/)
    expect(() => decodeAggregate3('0x1234', 1)).toThrow(/cannot be read/)
  })
})
