import { concatHex, decodeFunctionResult, encodeFunctionData, numberToHex, parseAbi } from 'viem'
import type { Address, Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { ContractCall } from './contractCall'

const multicall3Abi = parseAbi([
  'struct Call3 { address target; bool allowFailure; bytes callData; }',
  'struct Result { bool success; bytes returnData; }',
  'function aggregate3(Call3[] calls) view returns (Result[] returnData)',
  'function getBlockNumber() view returns (uint256 blockNumber)',
])
const getBlockNumberData = encodeFunctionData({ abi: multicall3Abi, functionName: 'getBlockNumber' })

export interface Aggregate3Result {
  readonly success: boolean
  readonly returnData: Hex
}

/**
 * The last call of each batch: a modular exponentiation (precompile 5) that costs 0.4 million gas (4.9 million after
 * EIP-7883) and, with its modulus 0, no work. Where it fails, gas ran low, and calls before it may have failed for that
 * alone. Input: lengths of base, exponent and modulus; what follows counts as zeros.
 *
 * @see https://eips.ethereum.org/EIPS/eip-2565
 */
const gasProbe = {
  target: '0x0000000000000000000000000000000000000005',
  allowFailure: true,
  callData: concatHex([256, 182, 256].map((length) => numberToHex(length, { size: 32 }))),
} as const

/** Encodes calls, each allowed to fail, into one call of `aggregate3` of the Multicall3 at `multicall3`, which also tells its block. */
export function encodeAggregate3(
  multicall3: Address,
  calls: readonly Pick<ContractCall<unknown>, 'address' | 'data'>[],
): Hex {
  const entries = calls.map((call) => ({ target: call.address, allowFailure: true, callData: call.data }))
  const blockProbe = { target: multicall3, allowFailure: true, callData: getBlockNumberData }
  const args = [[...entries, blockProbe, gasProbe]] as const
  return encodeFunctionData({ abi: multicall3Abi, functionName: 'aggregate3', args })
}

/**
 * Decodes what `aggregate3` returned for `count` calls. `ranLow` says that at the end hardly any gas was left, so that a
 * call that failed may not be to blame for it; `blockNumber` in which block the calls ran, `null` where that was not told.
 *
 * @throws InconsistentDataError when it is not one result for each call.
 */
export function decodeAggregate3(
  data: Hex,
  count: number,
): { readonly results: readonly Aggregate3Result[]; readonly ranLow: boolean; readonly blockNumber: number | null } {
  let results: readonly Aggregate3Result[]
  try {
    results = decodeFunctionResult({ abi: multicall3Abi, functionName: 'aggregate3', data })
  } catch {
    throw new InconsistentDataError('The node answered a batch of calls with something that cannot be read.')
  }
  if (results.length !== count + 2) {
    throw new InconsistentDataError(`The node gave ${results.length} answers to ${count + 2} calls.`)
  }
  const [block, gas] = results.slice(count) as [Aggregate3Result, Aggregate3Result]
  return {
    results: results.slice(0, count),
    ranLow: !gas.success,
    blockNumber: block.success && block.returnData.length === 66 ? Number(block.returnData) : null,
  }
}
