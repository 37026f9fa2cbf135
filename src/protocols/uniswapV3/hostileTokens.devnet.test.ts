import { stringToHex } from 'viem'
import type { Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployMainnet } from '../../../e2e/devnet/deployMainnet'
import { createDevnetClient } from '../../../e2e/devnet/devnetClient'
import { startAnvil } from '../../../e2e/devnet/startAnvil'
import type { DevnetNode } from '../../../e2e/devnet/startAnvil'
import { Story } from '../../../e2e/devnet/story'
import type { StoryWallet } from '../../../e2e/devnet/storyWallet'
import type { ChainClient } from '../../chain/chainClient'
import { discover } from './discover'
import { deploymentOf, openTestChain } from './testChain'

let anvil: DevnetNode
let story: Story
let owner: StoryWallet
let chain: ChainClient

/** Runtime code that answers every call with the same bytes (at most 32 of them, as one word). */
const answerWord = (word: Hex): Hex => `0x7f${word.slice(2)}60005260206000f3`

const behaviours = {
  reverts: '0x60006000fd',
  'burns all gas': '0x5b600056',
  'is no contract any more': '0x',
  'answers nothing': '0x00',
  'answers a megabyte of zeros': '0x62100000' + '6000f3',
  'answers bytes32': answerWord(stringToHex('MKR', { size: 32 })),
  'answers a word of ones': answerWord(`0x${'ff'.repeat(32)}`),
} as const

beforeAll(async () => {
  anvil = await startAnvil()
  const client = createDevnetClient(anvil.rpcUrl, 1)
  const deployment = await deployMainnet(client, { feeds: [] })
  const { timestamp } = await client.getBlock()
  story = new Story(client, deployment, Number(timestamp), Number(timestamp))
  owner = story.wallet('owner')
  await story.fund([owner], { eth: 100, weth: 1_000, rndr: 1_000, usdc: 1e6 }, [deployment.positionManager])
  for (const token of [deployment.rndr, deployment.usdc]) {
    const pool = await story.createPool(token, deployment.weth, 3000, 0.001)
    await owner.mint(pool, { from: 0.0005, to: 0.002 }, { worth: 1 })
  }
  chain = await openTestChain(anvil.rpcUrl, 1)
})
afterAll(() => anvil.stop())

test.each(Object.entries(behaviours))(
  'a token that %s does not disturb what is read of others',
  async (_, bytecode) => {
    const { rndr, usdc, weth } = story.deployment
    await story.client.setCode({ address: rndr.address, bytecode: bytecode as Hex })
    await story.client.mine({ blocks: 1 })
    const block = Number(await story.client.getBlockNumber())
    const { pools, positions, missing } = await discover(chain, deploymentOf(chain), owner.address, block)
    expect(positions).toHaveLength(2)
    expect(missing).toEqual([])
    const tokens = new Map(
      pools.flatMap(({ token0, token1 }) => [token0, token1]).map((token) => [token.address, token]),
    )
    expect(tokens.get(usdc.address)).toEqual({ address: usdc.address, symbol: 'USDC', decimals: 6 })
    expect(tokens.get(weth.address)).toEqual({ address: weth.address, symbol: 'WETH', decimals: 18 })
    const isReadable = bytecode === behaviours['answers bytes32']
    const symbol = isReadable ? 'MKR' : `${rndr.address.slice(0, 6)}…${rndr.address.slice(-4)}`
    expect(tokens.get(rndr.address)).toEqual({ address: rndr.address, symbol, decimals: null })
  },
)
