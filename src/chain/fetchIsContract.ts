import { numberToHex } from 'viem'
import type { Address } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import type { ChainClient } from './chainClient'
import { memoised } from './memoised'

/** `0xef0100` and an address: the owner of an account lets it run that contract's code, and still signs for it (EIP-7702). */
const delegatedCode = /^0xef0100[\da-f]{40}$/i

/**
 * Tells contracts from accounts at the end of a block. Keys of the result are lower-case addresses.
 *
 * Reads `eth_getCode` for each address, side by side, each once per client. Delegated code (EIP-7702) makes no contract.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchIsContract(
  client: ChainClient,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<ReadonlyMap<Address, boolean>> {
  const distinct = [...new Set(addresses.map((address) => address.toLowerCase() as Address))]
  const answers = await Promise.all(
    distinct.map((address) =>
      memoised(client, 'fetchIsContract', `${address}@${blockNumber}`, async () => {
        const code = await client.request('eth_getCode', [address, numberToHex(blockNumber)])
        if (typeof code !== 'string' || !/^0x([\da-f]{2})*$/i.test(code)) {
          throw new InconsistentDataError(`${client.host} gave no readable code for ${address}.`)
        }
        return code !== '0x' && !delegatedCode.test(code)
      }),
    ),
  )
  return new Map(distinct.map((address, index) => [address, answers[index] as boolean]))
}
