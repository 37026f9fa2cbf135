import { compileContracts } from '../devnet/compileContracts'
import { appendArguments } from '../devnet/artifacts'
import type { DevnetToken } from '../devnet/deployments'
import type { DevnetClient } from '../devnet/devnetClient'
import { placeContracts } from '../devnet/placeContract'

/** Puts an ERC-20 token that anybody may mint at the address of a real one. */
export async function placeToken(
  client: DevnetClient,
  { address, name, symbol, decimals }: DevnetToken,
): Promise<void> {
  const bytecode = compileContracts()['Token']
  if (bytecode === undefined) throw new Error('The replica has no contract named Token.')
  const inputs = [{ type: 'string' }, { type: 'string' }, { type: 'uint8' }]
  await placeContracts(client, [{ address, creationCode: appendArguments(bytecode, inputs, [name, symbol, decimals]) }])
}
