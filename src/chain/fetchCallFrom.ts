import { numberToHex } from 'viem'
import type { Address, Hex } from '../domain/primitives'
import { ContractRevertedError, InconsistentDataError, RpcLimitError } from '../errors'
import type { AskedCall, CallAnswer } from './callAnswer'
import type { ChainClient } from './chainClient'
import { cleanForeignText } from '../domain/cleanForeignText'
import type { CallResult, ContractCall } from './contractCall'

/** Decodes what a call gave; data that does not fit the ABI is a failed call. */
export function decodeCall<T>(call: ContractCall<T>, answer: CallAnswer): CallResult<T> {
  if (!answer.ok) return { ok: false, error: answer.error }
  try {
    return { ok: true, value: call.decode(answer.data) }
  } catch (error) {
    const reason = cleanForeignText(error instanceof Error ? error.message : String(error))
    return { ok: false, error: `${call.functionName} of ${call.address} answered what cannot be read: ${reason}` }
  }
}

/** Checks that what `eth_call` returned is bytes. */
export function parseCallData(client: ChainClient, value: unknown): Hex {
  if (typeof value !== 'string' || !/^0x([\da-f]{2})*$/i.test(value)) {
    throw new InconsistentDataError(`${client.host} answered a call with something that is no data.`)
  }
  return value as Hex
}

/** Makes one call in a request of its own, as if `from` had sent it. */
export async function fetchCallAnswer(
  client: ChainClient,
  call: AskedCall,
  from: Address | null,
  blockNumber: number,
): Promise<CallAnswer> {
  const transaction = { ...(from === null ? {} : { from }), to: call.address, data: call.data }
  try {
    const answer = await client.request('eth_call', [transaction, numberToHex(blockNumber)])
    return { ok: true, data: parseCallData(client, answer) }
  } catch (error) {
    // More gas than the endpoint allows is a failure of this one call, like a revert.
    if (error instanceof ContractRevertedError || error instanceof RpcLimitError) {
      return {
        ok: false,
        error: `${call.functionName} of ${call.address} failed: ${error.details ?? 'no reason given'}`,
        isLasting: error instanceof ContractRevertedError,
      }
    }
    throw error
  }
}

/**
 * Calls one contract function at the end of a block as if `from` had sent it. Nothing is changed on the chain, and no
 * answer is followed to another host (CCIP-Read).
 *
 * Reads one `eth_call`. A revert, or an answer that does not decode, is `ok: false`.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchCallFrom<T>(
  client: ChainClient,
  call: ContractCall<T>,
  from: Address | null,
  blockNumber: number,
): Promise<CallResult<T>> {
  return decodeCall(call, await fetchCallAnswer(client, call, from, blockNumber))
}
