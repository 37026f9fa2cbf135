import type { Address } from 'viem'
import { beforeAll, expect, test } from 'vitest'
import { positionManagerAbi } from '../../e2e/devnet/abi'
import { deploymentOf } from '../../e2e/devnet/deployments'
import { shareReplica } from '../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import type { RpcFault } from '../../e2e/faults/rpcFault'
import { replyWithError } from '../../e2e/faults/rpcFault'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import { isSameAddress } from '../domain/primitives'
import type { Report, ReportChain, ReportHolding } from '../domain/report'
import { makeReport, onlyChain } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'

/** So few blocks at once that the wallet's past takes many requests. */
const CAP = 10
const error = { code: -32005, message: `exceed maximum block range: ${CAP}` }

let replica: SharedReplica<RetailNextToWhaleCast>
/** What a search through all of the wallet's pools showed. */
let shown: readonly ReportChain[]

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  shown = await listShown({ wallet: replica.cast.retail })
})

/** Everything that was shown of the chain, in order; the finished report is the last. */
async function listShown(
  question: Omit<ReportQuestion, 'hooks'>,
  scenario: RpcScenario = {},
): Promise<readonly ReportChain[]> {
  const proxy = await startRpcProxy(replica.rpcUrl, { logRange: { maxBlocks: CAP, error }, ...scenario })
  const partials: ReportChain[] = []
  try {
    const onPartial = (partial: Report) => void partials.push(onlyChain(partial))
    const finished = await makeReport(proxy.url, { ...question, hooks: { onPartial } })
    return [...partials, onlyChain(finished)]
  } finally {
    await proxy.stop()
  }
}

/** What the position manager itself says that closing these positions would give. */
async function fetchPrincipal({ positions }: ReportHolding): Promise<readonly string[]> {
  const { client } = replica
  const contract = { address: deploymentOf(1).positionManager, abi: positionManagerAbi } as const
  const amounts = await Promise.all(
    positions.map(async ({ id, liquidity }) => {
      if (liquidity === '0') return [0n, 0n] as const
      const account = await client.readContract({ ...contract, functionName: 'ownerOf', args: [BigInt(id)] })
      const none = { amount0Min: 0n, amount1Min: 0n, deadline: 2n ** 64n }
      const args = [{ tokenId: BigInt(id), liquidity: BigInt(liquidity), ...none }] as const
      return (await client.simulateContract({ ...contract, functionName: 'decreaseLiquidity', args, account })).result
    }),
  )
  return ([0, 1] as const).map((token) => String(amounts.reduce((sum, pair) => sum + pair[token], 0n)))
}

const idsOf = (positions: readonly { readonly id: string }[]) => positions.map(({ id }) => id).sort()
const find = (holdings: readonly ReportHolding[] = [], pool: Address) =>
  holdings.find((holding) => isSameAddress(holding.pool as Address, pool))

test('what a wallet holds is shown before any figure, as the contracts count it', async () => {
  const { pools, positions } = replica.cast
  const [{ pools: figures, holdings }] = shown as readonly [ReportChain, ...ReportChain[]]
  expect(figures).toEqual([])
  const main = find(holdings, pools.usdcWeth500) as ReportHolding
  const other = find(holdings, pools.usdcWeth3000) as ReportHolding
  expect(holdings).toHaveLength(2)
  expect(idsOf(main.positions)).toEqual([String(positions.open)])
  expect(idsOf(other.positions)).toEqual([positions.openOther, positions.transferredIn].map(String).sort())
  for (const holding of [main, other]) {
    expect(holding.principal).toEqual(await fetchPrincipal(holding))
    expect(holding.principal.some((amount) => amount !== '0')).toBe(true)
  }
  const { pools: last = [], holdings: left } = shown.at(-1) ?? {}
  expect(left).toBeUndefined()
  const finished = last.find(({ pool }) => isSameAddress(pool as Address, pools.usdcWeth3000))
  const ranges = finished?.positions.map(({ performance: _, status: __, ...range }) => range)
  expect(ranges).toEqual(expect.arrayContaining([...other.positions]))
})

test('a pool of which there are figures is not among what is held', () => {
  expect(shown.some(({ pools, holdings }) => pools.length > 0 && holdings !== undefined)).toBe(true)
  for (const { pools, holdings = [] } of shown) {
    const both = holdings.filter(({ pool }) => pools.some((figures) => figures.pool === pool))
    expect(both).toEqual([])
  }
})

test('a pool of a token that anybody may have made is shown so only where it was asked for', async () => {
  const { retail, pools, positions } = replica.cast
  const [first] = await listShown({ wallet: retail, pool: pools.rndrWeth3000 })
  const holding = find(first?.holdings, pools.rndrWeth3000) as ReportHolding
  expect(first?.holdings).toHaveLength(1)
  expect(idsOf(holding.positions)).toEqual([positions.emptied, positions.staked].map(String).sort())
  expect(holding.positions.find(({ id }) => id === String(positions.emptied))).toMatchObject({
    liquidity: '0',
    inRange: false,
  })
  expect(holding.principal).toEqual(await fetchPrincipal(holding))
})

test('what is held stays where the endpoint refuses everything that would tell what it earned', async () => {
  const refusing: RpcFault = async (request, next) => {
    const reply = await next()
    const isRange = typeof reply.body !== 'string' && reply.body.error !== undefined
    if (request.method !== 'eth_getLogs' || isRange) return reply
    return replyWithError(request, { code: -32_601, message: 'Unauthorized' })
  }
  const partials = await listShown({ wallet: replica.cast.retail }, { faults: [refusing] })
  const last = partials.at(-1)
  expect(last?.pools).toEqual([])
  expect(last?.error).toMatch(/./)
  expect(last?.block).toEqual(shown[0]?.block)
  expect(last?.holdings).toEqual(shown[0]?.holdings)
})
