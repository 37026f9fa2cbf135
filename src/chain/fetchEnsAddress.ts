import { isAddressEqual, parseAbi, zeroAddress } from 'viem'
import type { Address, Hex } from '../domain/primitives'
import { InvalidAddressError, UnknownEnsNameError } from '../errors'
import type { ChainClient } from './chainClient'
import { contractCall } from './contractCall'
import type { ContractCall } from './contractCall'
import { fetchBlock } from './fetchBlock'
import { fetchCallFrom } from './fetchCallFrom'

const registryAbi = parseAbi(['function resolver(bytes32 node) view returns (address)'])
const resolverAbi = parseAbi(['function addr(bytes32 node) view returns (address)'])

/** The name's hash in its normal form (ENSIP-15), which takes large tables: they are loaded when a name is looked up. */
async function computeNode(ensName: string): Promise<Hex> {
  if (!ensName.includes('.')) throw new InvalidAddressError(ensName)
  const { namehash, normalize } = await import('viem/ens')
  try {
    return namehash(normalize(ensName.trim()))
  } catch {
    throw new InvalidAddressError(ensName)
  }
}

/**
 * Looks up the address that an ENS name is set to, at the chain's latest block.
 *
 * Reads `resolver` of the registry and `addr` of the resolver (EIP-137). A resolver that sends the reader to another
 * host (CCIP-Read) is not followed: the name counts as unknown.
 *
 * @throws InvalidAddressError when it cannot be a name, UnknownEnsNameError when no address is set for it on this chain.
 */
export async function fetchEnsAddress(client: ChainClient, ensName: string): Promise<Address> {
  const { ensRegistry } = client.config
  const node = await computeNode(ensName)
  if (ensRegistry === null) throw new UnknownEnsNameError(ensName)
  const { number } = await fetchBlock(client, 'latest')
  const ask = async (call: ContractCall<Address>): Promise<Address> => {
    const answer = await fetchCallFrom(client, call, null, number)
    if (!answer.ok || isAddressEqual(answer.value, zeroAddress)) throw new UnknownEnsNameError(ensName)
    return answer.value
  }
  const resolver = await ask(contractCall(registryAbi, ensRegistry, 'resolver', [node]))
  return await ask(contractCall(resolverAbi, resolver, 'addr', [node]))
}
