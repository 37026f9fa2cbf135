import { encodeAbiParameters, encodeEventTopics, parseAbi } from 'viem'
import type { AbiEvent } from 'viem'
import type { RawLog } from '../../chain/chainClient'
import type { Address, Hex } from '../../domain/primitives'

/** The events as Uniswap's sources declare them. Tests encode logs with viem from these, and compare with viem's decoder. */
export const eventAbi = parseAbi([
  'event IncreaseLiquidity(uint256 indexed tokenId, uint128 liquidity, uint256 amount0, uint256 amount1)',
  'event DecreaseLiquidity(uint256 indexed tokenId, uint128 liquidity, uint256 amount0, uint256 amount1)',
  'event Collect(uint256 indexed tokenId, address recipient, uint256 amount0, uint256 amount1)',
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
])

export const poolEventAbi = parseAbi([
  'event Initialize(uint160 sqrtPriceX96, int24 tick)',
  'event Mint(address sender, address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)',
  'event Burn(address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)',
  'event Collect(address indexed owner, address recipient, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount0, uint128 amount1)',
  'event Swap(address indexed sender, address indexed recipient, int256 amount0, int256 amount1, uint160 sqrtPriceX96, uint128 liquidity, int24 tick)',
  'event Flash(address indexed sender, address indexed recipient, uint256 amount0, uint256 amount1, uint256 paid0, uint256 paid1)',
  'event SetFeeProtocol(uint8 feeProtocol0Old, uint8 feeProtocol1Old, uint8 feeProtocol0New, uint8 feeProtocol1New)',
])

export const stakerEventAbi = parseAbi([
  'event IncentiveCreated(address indexed rewardToken, address indexed pool, uint256 startTime, uint256 endTime, address refundee, uint256 reward)',
  'event DepositTransferred(uint256 indexed tokenId, address indexed oldOwner, address indexed newOwner)',
  'event TokenStaked(uint256 indexed tokenId, bytes32 indexed incentiveId, uint128 liquidity)',
  'event TokenUnstaked(uint256 indexed tokenId, bytes32 indexed incentiveId)',
  'event RewardClaimed(address indexed to, uint256 reward)',
])

export const erc20EventAbi = parseAbi(['event Transfer(address indexed from, address indexed to, uint256 value)'])

/** Where a test's log stands. The transaction is named by a small number. */
export interface TestPlace {
  readonly address?: Address
  readonly block?: number
  readonly index?: number
  readonly transaction?: number
}

/** Makes a log as a node would give it. */
export function encodeLog(event: AbiEvent, args: Readonly<Record<string, unknown>>, place: TestPlace = {}): RawLog {
  const topics = encodeEventTopics({ abi: [event], eventName: event.name, args: args as never }) as Hex[]
  const plain = event.inputs.filter((input) => input.indexed !== true)
  const { address = addressOf(0xcafe), block = 1, index = 0, transaction = block } = place
  return {
    address,
    topics,
    data: encodeAbiParameters(
      plain,
      plain.map((input) => args[input.name ?? '']),
    ),
    blockNumber: block,
    blockHash: hashOf(block),
    logIndex: index,
    transactionHash: hashOf(transaction),
    timestamp: 1_600_000_000 + block * 12,
  }
}

/** The event of an ABI by its name. */
export function eventOf(abi: readonly AbiEvent[], name: string): AbiEvent {
  const event = abi.find((entry) => entry.name === name)
  if (event === undefined) throw new Error(`The ABI has no event ${name}.`)
  return event
}

export function hashOf(value: number): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`
}

/** A checksummed address from a small number (digits only, so that letter case cannot matter). */
export function addressOf(value: number): Address {
  return `0x${String(value).padStart(40, '0')}`
}
