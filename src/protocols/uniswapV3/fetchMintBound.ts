import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import { fetchHasArchiveState } from '../../chain/fetchHasArchiveState'
import { holdLogs } from '../../chain/heldLogs'
import { createLogBox } from '../../chain/logBoxes'
import { scanBlocksOf, scanLogs } from '../../chain/scanLogs'
import { searchBlocks } from '../../chain/searchBlocks'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { BlockRange } from '../../domain/primitives'
import { positionManagerAbi } from './abi'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { positionManagerTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'

/** Blocks of a first look at the mints around an estimate. */
const WINDOW_BLOCKS = 1_000
/** Where nothing was minted in a look, the next ones are longer by this factor, up to so many requests. */
const WINDOW_GROWTH = 4
const MAX_WINDOW_REQUESTS = 8
/** Estimates that are looked at before the search goes on with what it has. */
const MAX_ROUNDS = 8
/** Looks of a round, side by side. */
const LOOKS = 3
/** Beside the estimate, this share of the range away, so that the range shrinks on both sides. */
const FLANK_SHARE = 1 / 8

/**
 * Finds a block at or before the mint of an NFT, near enough for a scan that starts there: no further from it than one request for
 * logs reaches, where that can be found out in few requests; else `range.fromBlock`.
 *
 * With archive state the block is searched in which `positions(tokenId)` first answers. Without it the order of the ids is used: the
 * position manager hands them out one by one, so the mints of a few blocks tell whether the NFT came before or after.
 *
 * @param isLive whether the NFT exists at `range.toBlock`: the state of one that was burned does not tell when it was minted.
 */
export async function fetchMintBound(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenId: bigint,
  isLive: boolean,
  range: BlockRange,
): Promise<number> {
  const reach = scanBlocksOf(client)
  if (range.toBlock - range.fromBlock < reach) return range.fromBlock
  if (isLive && (await fetchHasArchiveState(client, deployment.factory, range.fromBlock))) {
    const call = contractCall(positionManagerAbi, deployment.positionManager, 'positions', [tokenId])
    const isMinted = async (blockNumber: number) => (await fetchContracts(client, [call], blockNumber))[0].ok
    const { after } = await searchBlocks(range, isMinted, reach)
    return after
  }
  return await interpolate(client, deployment, tokenId, range, reach)
}

/** The NFTs minted in a few blocks: the lowest and the highest id. */
interface MintedIds {
  readonly window: BlockRange
  readonly lowest: bigint
  readonly highest: bigint
}

/** What is known: ids up to `lowId` were minted before `low`, those from `highId` on at or after `high`. */
interface Bounds {
  readonly low: number
  readonly lowId: bigint
  readonly high: number
  /** `null` while the newest id is not known. */
  readonly highId: bigint | null
}

async function interpolate(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenId: bigint,
  range: BlockRange,
  reach: number,
): Promise<number> {
  let size = Math.min(WINDOW_BLOCKS, reach)
  let bounds: Bounds = { low: range.fromBlock, lowId: 0n, high: range.toBlock, highId: null }
  // Once a round of looks takes about as many requests as it can save, the scan itself is as good.
  const isWorthIt = () => bounds.high - bounds.low >= Math.max(reach, LOOKS * size)
  for (let round = 0; round < MAX_ROUNDS && isWorthIt(); round++) {
    const windows = planWindows(bounds, tokenId, size, range)
    const looks = await Promise.all(windows.map((window) => fetchMintedIds(client, deployment, window)))
    const found = looks.filter((look) => look !== null)
    for (const look of found) bounds = narrow(bounds, look, tokenId)
    if (found.length > 0) continue
    // Where hardly any NFTs are minted, their order tells nothing.
    if (size >= MAX_WINDOW_REQUESTS * reach) break
    size = Math.min(size * WINDOW_GROWTH, MAX_WINDOW_REQUESTS * reach)
  }
  return bounds.low
}

function planWindows({ low, lowId, high, highId }: Bounds, tokenId: bigint, size: number, range: BlockRange) {
  if (highId === null) return [windowAt(high, size, range)]
  const span = high - low
  const share = highId > lowId ? Number(((tokenId - lowId) * 10_000n) / (highId - lowId)) / 10_000 : 0.5
  const estimate = low + Math.round(span * Math.min(Math.max(share, 0), 1))
  const flank = Math.max(size, Math.round(span * FLANK_SHARE))
  const places = [estimate - flank, estimate, estimate + flank].filter((place) => place >= low && place <= high)
  return places.map((place) => windowAt(place, size, range))
}

function windowAt(place: number, size: number, { fromBlock, toBlock }: BlockRange): BlockRange {
  const first = Math.max(fromBlock, Math.min(place - Math.floor(size / 2), toBlock - size + 1))
  return { fromBlock: first, toBlock: Math.min(toBlock, first + size - 1) }
}

/** Takes into account what was minted in a window. */
function narrow(bounds: Bounds, { window, lowest, highest }: MintedIds, tokenId: bigint): Bounds {
  const { low, high } = bounds
  const startsAfter = tokenId > highest && window.toBlock >= low
  if (startsAfter) return { ...bounds, low: window.toBlock, lowId: highest }
  const startsBefore = tokenId < lowest && window.fromBlock <= high
  if (startsBefore) return { ...bounds, high: window.fromBlock, highId: lowest }
  if (tokenId < lowest || tokenId > highest) return bounds
  return { low: Math.max(low, window.fromBlock), lowId: lowest, high: Math.min(high, window.toBlock), highId: highest }
}

async function fetchMintedIds(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  window: BlockRange,
): Promise<MintedIds | null> {
  const zeroTopic = formatAddressTopic('0x0000000000000000000000000000000000000000')
  const topics = [positionManagerTopics.transfer, zeroTopic]
  const filter = { address: positionManager, topics, what: 'when positions were opened' }
  const logs = await scanLogs(client, filter, window)
  // A longer look at the same place begins with these blocks.
  holdLogs(client, createLogBox(filter, window), logs)
  const ids = logs.flatMap((log) => {
    const event = decodePositionManagerLog(log)
    return event?.type === 'transfer' ? [event.tokenId] : []
  })
  const [first] = ids
  if (first === undefined) return null
  return {
    window,
    lowest: ids.reduce((lowest, id) => (id < lowest ? id : lowest), first),
    highest: ids.reduce((highest, id) => (id > highest ? id : highest), first),
  }
}
