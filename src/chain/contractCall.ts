import { decodeFunctionResult, encodeFunctionData } from 'viem'
import type { Abi, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from 'viem'
import type { Address, Hex } from '../domain/primitives'

/** A read of one contract function, encoded, with how to decode its answer. */
export interface ContractCall<T> {
  readonly address: Address
  readonly functionName: string
  readonly data: Hex
  decode(data: Hex): T
}

/** What one call of a batch answered. A call that reverted, or whose answer does not decode, has `ok: false`. */
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string }

/** Encodes a read of `functionName`, typed by the ABI. */
export function contractCall<
  const abi extends Abi,
  functionName extends ContractFunctionName<abi, 'view' | 'pure' | 'nonpayable' | 'payable'>,
  const args extends ContractFunctionArgs<abi, 'view' | 'pure' | 'nonpayable' | 'payable', functionName>,
>(
  abi: abi,
  address: Address,
  functionName: functionName,
  args: args,
): ContractCall<ContractFunctionReturnType<abi, 'view' | 'pure' | 'nonpayable' | 'payable', functionName, args>> {
  const untyped = { abi: abi as Abi, functionName: functionName as string }
  return {
    address,
    functionName: untyped.functionName,
    data: encodeFunctionData({ ...untyped, args: args as readonly unknown[] }),
    decode: (data) => decodeFunctionResult({ ...untyped, data }) as never,
  }
}
