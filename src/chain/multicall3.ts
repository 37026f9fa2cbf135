import { decodeFunctionResult, encodeFunctionData, parseAbi } from 'viem'
import type { Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { ContractCall } from './contractCall'

const multicall3Abi = parseAbi([
  'struct Call3 { address target; bool allowFailure; bytes callData; }',
  'struct Result { bool success; bytes returnData; }',
  'function aggregate3(Call3[] calls) view returns (Result[] returnData)',
])

export interface Aggregate3Result {
  readonly success: boolean
  readonly returnData: Hex
}

/** Encodes calls, each allowed to fail, into one call of `aggregate3` (Multicall3). */
export function encodeAggregate3(calls: readonly ContractCall<unknown>[]): Hex {
  return encodeFunctionData({
    abi: multicall3Abi,
    functionName: 'aggregate3',
    args: [calls.map((call) => ({ target: call.address, allowFailure: true, callData: call.data }))],
  })
}

/**
 * Decodes what `aggregate3` returned.
 *
 * @throws InconsistentDataError when it is not one result for each of the `count` calls.
 */
export function decodeAggregate3(data: Hex, count: number): readonly Aggregate3Result[] {
  let results: readonly Aggregate3Result[]
  try {
    results = decodeFunctionResult({ abi: multicall3Abi, functionName: 'aggregate3', data })
  } catch {
    throw new InconsistentDataError('The node answered a batch of calls with something that cannot be read.')
  }
  if (results.length !== count) {
    throw new InconsistentDataError(`The node gave ${results.length} answers to ${count} calls.`)
  }
  return results
}
