import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { concatHex, encodeAbiParameters } from 'viem'
import type { AbiParameter, Hex } from 'viem'

const require = createRequire(import.meta.url)

/** Paths of the official artifacts, whose bytecode is what runs on mainnet. */
export const officialArtifacts = {
  factory: '@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json',
  swapRouter: '@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json',
  positionManager:
    '@uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json',
  staker: '@uniswap/v3-staker/artifacts/contracts/UniswapV3Staker.sol/UniswapV3Staker.json',
} as const

/** Creation code of an official contract, with its constructor's arguments. */
export function readCreationCode(artifact: keyof typeof officialArtifacts, args: readonly unknown[] = []): Hex {
  const { abi, bytecode } = JSON.parse(readFileSync(require.resolve(officialArtifacts[artifact]), 'utf8')) as {
    abi: readonly { type: string; inputs?: readonly AbiParameter[] }[]
    bytecode: Hex
  }
  const inputs = abi.find((entry) => entry.type === 'constructor')?.inputs ?? []
  return appendArguments(bytecode, inputs, args)
}

/** Adds ABI-encoded constructor arguments to creation code. */
export function appendArguments(bytecode: Hex, inputs: readonly AbiParameter[], args: readonly unknown[]): Hex {
  if (inputs.length === 0) return bytecode
  return concatHex([bytecode, encodeAbiParameters(inputs, args)])
}

/** Creation code of Multicall3 as deployed on every chain; viem ships it without exporting it. */
export async function readMulticall3CreationCode(): Promise<Hex> {
  const file = join(dirname(require.resolve('viem/package.json')), '_esm/constants/contracts.js')
  const { multicall3Bytecode } = (await import(pathToFileURL(file).href)) as { multicall3Bytecode: Hex }
  return multicall3Bytecode
}
