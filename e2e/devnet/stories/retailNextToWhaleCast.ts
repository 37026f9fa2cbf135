import type { Address, Hex } from 'viem'
import type { TickRange } from '../poolPrice'
import type { Incentive } from '../storyWallet'

/** What tests may rely on. Token ids are the position manager's. */
export interface RetailNextToWhaleCast {
  readonly retail: Address
  /** ENS name of the retail wallet, and one whose resolver answers only through a server of its own. */
  readonly retailName: string
  readonly offchainName: string
  readonly whale: Address
  /** Lives for one block with a hundred times the whale's capital. */
  readonly jit: Address
  /** Gave one position to the retail wallet and got another one. */
  readonly friend: Address
  /** Collected for the retail wallet with its own transaction. */
  readonly operator: Address
  /** A contract account in the main pool, and who sends its transactions and pays their gas. */
  readonly smartAccount: Address
  readonly keeper: Address
  /** A contract that holds liquidity in the main pool itself, without the position manager. */
  readonly vault: Address
  readonly vaultTicks: TickRange
  readonly vaultLiquidity: bigint
  /** The other wallets in the main pool. */
  readonly crowd: readonly Address[]
  readonly pools: {
    /** USDC/WETH 0.05 %, the main pool. */
    readonly usdcWeth500: Address
    readonly usdcWeth3000: Address
    readonly rndrWeth3000: Address
  }
  /** Positions of the retail wallet by what becomes of them. */
  readonly positions: {
    /** Main pool: closed and burned when the range was moved. */
    readonly burned: bigint
    /** Main pool: where the range was moved to; partly withdrawn later. */
    readonly open: bigint
    /** USDC/WETH 0.3 %: collected together with `open` in one transaction. */
    readonly openOther: bigint
    /** USDC/WETH 0.3 %: came from the friend, with uncollected fees. */
    readonly transferredIn: bigint
    /** RNDR/WETH: went to the friend, with uncollected fees. */
    readonly transferredOut: bigint
    /** RNDR/WETH: all liquidity withdrawn, principal and fees still owed. */
    readonly emptied: bigint
    /** RNDR/WETH: in the staker, earning again after one claim. */
    readonly staked: bigint
  }
  readonly whalePositions: readonly bigint[]
  readonly smartAccountPosition: bigint
  readonly jitPosition: bigint
  readonly jitLiquidity: bigint
  readonly incentive: Incentive
  readonly transactions: {
    /** The retail wallet's ERC-20 approvals. */
    readonly approvals: readonly Hex[]
    readonly firstMint: Hex
    readonly collectTogether: Hex
    readonly operatorCollect: Hex
    readonly partialWithdraw: Hex
    readonly emptying: Hex
    readonly transferIn: Hex
    readonly transferOut: Hex
    readonly claim: Hex
    readonly jitMint: Hex
    readonly jitSwap: Hex
    readonly jitWithdraw: Hex
  }
}
