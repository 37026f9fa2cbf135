import { encodeFunctionData } from 'viem'
import type { Address } from 'viem'
import { factoryAbi } from './abi'
import { appendArguments, readCreationCode, readMulticall3CreationCode } from './artifacts'
import { compileContracts } from './compileContracts'
import { deploymentOf } from './deployments'
import type { DevnetDeployment, DevnetToken } from './deployments'
import { requestRaw } from './devnetClient'
import type { DevnetClient } from './devnetClient'
import { placeContracts } from './placeContract'
import type { PlannedCreation } from './placeContract'

export interface DeployParameters {
  /** Price feeds to put at Chainlink's addresses. They have no round until a story pushes one. @default ['ethUsd'] */
  readonly feeds?: readonly DevnetFeed[]
}

export type DevnetFeed = 'ethUsd' | 'btcUsd'

const uniswapDeployer: Address = '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9'
const multicall3Deployer: Address = '0x05f32b3cc3888453ff71b01135b34ff8e41263f2'
const wethDeployer: Address = '0x4F26FfBe5F04ED43630fdC30A87638d53D0b0876'

// As in the contract that serves mainnet: incentives start within 30 days and last at most two years.
const stakerArguments = [2_592_000n, 63_072_000n] as const

/** The descriptor draws an NFT's picture and is not part of the replica: nothing is at its address. */
const tokenDescriptor: Address = '0x91ae842A5Ffd8d12023116943e72A606179294f3'

/**
 * Deploys the contracts of mainnet (or of Base) at their real addresses with the official bytecode, and enables the 0.01 % fee tier.
 *
 * On mainnet the original deployers create them at their original nonces. On Base, whose deployers are not known here,
 * they are put in place with their own address replaced in the code.
 */
export async function deployMainnet(
  client: DevnetClient,
  parameters: DeployParameters = {},
): Promise<DevnetDeployment> {
  const deployment = deploymentOf(client.chain.id)
  const feeds = (parameters.feeds ?? ['ethUsd']).map((feed) => planFeed(deployment, feed))
  await placeContracts(client, [
    ...(await planCore(deployment)),
    ...planTokens(deployment),
    ...planEns(deployment),
    ...feeds,
  ])
  await enableLowestFee(client, deployment)
  return deployment
}

async function planCore(deployment: DevnetDeployment): Promise<PlannedCreation[]> {
  const { factory, swapRouter, positionManager, staker, multicall3, weth } = deployment
  const compiled = compileContracts()
  const original = (address: Address, nonce: number) =>
    deployment.chainId === 1 ? { deployer: { address, nonce } } : {}
  return [
    { address: factory, creationCode: readCreationCode('factory'), ...original(uniswapDeployer, 0) },
    {
      address: swapRouter,
      creationCode: readCreationCode('swapRouter', [factory, weth.address]),
      ...original(uniswapDeployer, 4),
    },
    {
      address: positionManager,
      creationCode: readCreationCode('positionManager', [factory, weth.address, tokenDescriptor]),
      ...original(uniswapDeployer, 8),
    },
    {
      address: multicall3,
      creationCode: await readMulticall3CreationCode(),
      deployer: { address: multicall3Deployer, nonce: 0 },
    },
    { address: weth.address, creationCode: findCompiled(compiled, 'WETH9'), ...original(wethDeployer, 446) },
    { address: staker, creationCode: readCreationCode('staker', [factory, positionManager, ...stakerArguments]) },
  ]
}

function planTokens(deployment: DevnetDeployment): PlannedCreation[] {
  const bytecode = findCompiled(compileContracts(), 'Token')
  const inputs = [{ type: 'string' }, { type: 'string' }, { type: 'uint8' }]
  const plan = ({ address, name, symbol, decimals }: DevnetToken): PlannedCreation => ({
    address,
    creationCode: appendArguments(bytecode, inputs, [name, symbol, decimals]),
  })
  return [plan(deployment.usdc), plan(deployment.rndr), plan(deployment.wbtc)]
}

function planEns({ ens }: DevnetDeployment): PlannedCreation[] {
  if (ens === null) return []
  const compiled = compileContracts()
  return [
    { address: ens.registry, creationCode: findCompiled(compiled, 'EnsRegistry') },
    { address: ens.resolver, creationCode: findCompiled(compiled, 'EnsResolver') },
    { address: ens.offchainResolver, creationCode: findCompiled(compiled, 'EnsOffchainResolver') },
  ]
}

function planFeed(deployment: DevnetDeployment, feed: DevnetFeed): PlannedCreation {
  const address = feed === 'ethUsd' ? deployment.ethUsdFeed : deployment.btcUsdFeed
  const description = feed === 'ethUsd' ? 'ETH / USD' : 'BTC / USD'
  const bytecode = findCompiled(compileContracts(), 'PriceFeed')
  return { address, creationCode: appendArguments(bytecode, [{ type: 'string' }], [description]) }
}

function findCompiled(compiled: ReturnType<typeof compileContracts>, name: string) {
  const bytecode = compiled[name]
  if (bytecode === undefined) throw new Error(`contracts/ has no contract named ${name}.`)
  return bytecode
}

/** Governance enabled 0.01 % on mainnet after the deployment; the replica's owner does the same. */
async function enableLowestFee(client: DevnetClient, { factory }: DevnetDeployment): Promise<void> {
  const owner = await client.readContract({ address: factory, abi: factoryAbi, functionName: 'owner' })
  await client.setBalance({ address: owner, value: 10n ** 21n })
  const data = encodeFunctionData({ abi: factoryAbi, functionName: 'enableFeeAmount', args: [100, 1] })
  await requestRaw(client, 'eth_sendTransaction', [{ from: owner, to: factory, data, gas: '0x30d40' }])
  await requestRaw(client, 'evm_mine')
}
