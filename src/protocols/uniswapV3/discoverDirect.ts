import type { ChainClient } from '../../chain/chainClient'
import { fetchIsContract } from '../../chain/fetchIsContract'
import { scanLogs } from '../../chain/scanLogs'
import type { Missing } from '../../domain/coverage'
import type { Position } from '../../domain/position'
import type { Address, BlockRange } from '../../domain/primitives'
import { LogScanError, RpcRefusedError } from '../../errors'
import { createDirectPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import { poolTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'

/**
 * Finds the ranges that a contract holds in pools itself, without an NFT. Only contracts can: a pool asks for the tokens by a
 * callback. Anything can log a `Mint`, so the pools named here are still to be checked.
 *
 * Reads the owner's code and, when it is a contract, `Mint` logs of all addresses.
 */
export async function discoverDirect(
  client: ChainClient,
  owner: Address,
  range: BlockRange,
): Promise<{ readonly positions: readonly Position[]; readonly missing: readonly Missing[] }> {
  const isContract = (await fetchIsContract(client, [owner], range.toBlock)).get(owner.toLowerCase() as Address)
  if (isContract !== true) return { positions: [], missing: [] }
  try {
    const filter = {
      address: null,
      topics: [poolTopics.mint, formatAddressTopic(owner)],
      what: 'liquidity that the contract holds without an NFT',
    }
    const positions = (await scanLogs(client, filter, range)).flatMap((log): readonly Position[] => {
      const event = decodePoolPositionLog(log)
      if (event === null) return []
      const { tickLower, tickUpper } = event
      return [createDirectPosition({ pool: log.address, poolOwner: owner, tickLower, tickUpper })]
    })
    return { positions: [...new Map(positions.map((position) => [position.id, position])).values()], missing: [] }
  } catch (error) {
    // Some endpoints refuse to search the logs of all addresses: the NFTs are found all the same.
    if (!(error instanceof LogScanError || error instanceof RpcRefusedError)) throw error
    const what = 'Liquidity that this contract holds in pools without an NFT'
    return { positions: [], missing: [{ what, why: error.shortMessage }] }
  }
}
