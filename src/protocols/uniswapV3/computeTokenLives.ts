import type { UniswapV3Deployment } from '../../domain/chainConfig'
import { isSameAddress } from '../../domain/primitives'
import type { Address } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { decodeStakerLog } from './decodeStakerLog'
import type { OwnerLogs } from './scanOwnerLogs'

/** What an owner's logs tell of an NFT's life, as far as they were read. */
export interface TokenLife {
  /** Block in which it was minted to the owner; `null` where that was not seen. */
  readonly mintBlock: number | null
  /** Block in which the owner's time with it ended; `null` while it is the owner's, in a farm too. */
  readonly left: number | null
  /** The owner burned it. */
  readonly isBurned: boolean
}

/** Computes what transfers and farm deposits say of each NFT, in the order in which they came. Pure; the order of the logs does not matter. */
export function computeTokenLives(
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  owner: Address,
  { transfers, deposits, farmed }: OwnerLogs,
): ReadonlyMap<bigint, TokenLife> {
  const lives = new Map<bigint, TokenLife>()
  for (const log of [...transfers].sort(compareLogs)) {
    const event = decodePositionManagerLog(log)
    if (event?.type !== 'transfer') continue
    const { tokenId, from, to } = event
    const { blockNumber } = log
    const isMine = isSameAddress(to, owner) || stakers.some((farm) => isSameAddress(farm, to))
    lives.set(tokenId, {
      mintBlock: BigInt(from) === 0n ? blockNumber : (lives.get(tokenId)?.mintBlock ?? null),
      left: isMine ? null : blockNumber,
      isBurned: BigInt(to) === 0n,
    })
  }
  const deposited = deposits.flatMap((log) => {
    const event = decodeStakerLog(log)
    return event?.type === 'depositTransferred' ? [event.tokenId] : []
  })
  for (const tokenId of [...deposited, ...farmed]) {
    lives.set(tokenId, { mintBlock: null, isBurned: false, ...lives.get(tokenId), left: null })
  }
  return lives
}
