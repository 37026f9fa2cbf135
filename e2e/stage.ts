import type { Address, Hex } from 'viem'
import type { DistHome } from './serveDist'

/** Who and what the story has for the tests in the browser. */
export interface StageCast {
  readonly retail: Address
  /** The retail wallet's ENS name. */
  readonly retailName: string
  /** An ENS name whose resolver sends whoever asks to a server. */
  readonly offchainName: string
  readonly whale: Address
  readonly friend: Address
  readonly jit: Address
  readonly crowd: readonly Address[]
  readonly pools: {
    readonly usdcWeth500: Address
    readonly usdcWeth3000: Address
    readonly rndrWeth3000: Address
  }
  readonly transactions: {
    /** Both are the retail wallet's, in the main pool. */
    readonly firstMint: Hex
    readonly collectTogether: Hex
    /** The operator's, for the retail wallet. */
    readonly operatorCollect: Hex
  }
}

/** What one run of the browser tests shares: a replica with its story, and the build behind a gateway. */
export interface Stage {
  readonly rpcUrl: string
  readonly homes: Readonly<Record<DistHome, string>>
  readonly cast: StageCast
}

const variable = 'MINNOW_E2E_STAGE'

/** Leaves the stage where the test processes, which start later, find it. */
export function passStage(stage: Stage): void {
  process.env[variable] = JSON.stringify(stage)
}

/** The stage that the global setup left for this test process. */
export function findStage(): Stage {
  const text = process.env[variable]
  if (text === undefined) throw new Error('There is no stage: start the tests with playwright.config.ts.')
  return JSON.parse(text) as Stage
}
