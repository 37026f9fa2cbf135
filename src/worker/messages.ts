import type { CacheState } from '../domain/cacheState'
import type { ChainConfig } from '../domain/chainConfig'
import type { Progress } from '../domain/coverage'
import type { Address } from '../domain/primitives'
import type { PoolSummary } from '../domain/poolReport'
import type { Report } from '../domain/report'
import type { ChainAccess, PoolName, PoolPlace, PoolReportRequest, ReportRequest } from '../domain/request'
import type { PlainError } from '../errors'

export type ReportFormat = 'json' | 'csv'

/** A pool's finished report: what the screen shows, and the whole of it as a file that stays in the worker's memory until it is saved. */
export interface PoolReportResult {
  readonly summary: PoolSummary
  readonly file: Blob
}

/** What each task takes and gives back: plain data only, since it is cloned. */
export interface WorkerTasks {
  loadReport: { input: ReportRequest; result: Report }
  loadPoolReport: { input: PoolReportRequest; result: PoolReportResult }
  locatePool: { input: { readonly access: ChainAccess; readonly name: PoolName }; result: PoolPlace }
  parseReport: { input: { readonly text: string }; result: Report }
  formatReport: { input: { readonly report: Report; readonly format: ReportFormat }; result: string }
  resolveName: { input: { readonly access: ChainAccess; readonly ensName: string }; result: Address }
  checkRpcUrl: { input: { readonly config: ChainConfig; readonly url: string }; result: null }
  cacheSize: { input: null; result: CacheState }
  clearCache: { input: null; result: null }
}

export type TaskType = keyof WorkerTasks

/** Starts a task. `taskId` is new for each start and marks every message that belongs to it. */
export type StartMessage = {
  [T in TaskType]: { readonly type: T; readonly taskId: number; readonly input: WorkerTasks[T]['input'] }
}[TaskType]

/** A read that the worker asks the connected wallet to answer; wallets live on the main thread only. */
export interface WalletRead {
  readonly chainId: number
  readonly method: string
  readonly params: readonly unknown[]
}

/** How a wallet said no: its own JSON-RPC code and words, and the revert data where it gave some. */
export interface WalletFailure {
  readonly code: number | null
  readonly message: string
  readonly data: string | null
}

export type MessageToWorker =
  | StartMessage
  | { readonly type: 'cancel'; readonly taskId: number }
  | { readonly type: 'walletAnswer'; readonly walletRequestId: number; readonly result: unknown }
  | { readonly type: 'walletFailure'; readonly walletRequestId: number; readonly failure: WalletFailure }

export type MessageFromWorker =
  | { readonly type: 'progress'; readonly taskId: number; readonly progress: Progress }
  | { readonly type: 'partial'; readonly taskId: number; readonly report: Report | PoolSummary }
  | { readonly type: 'done'; readonly taskId: number; readonly result: WorkerTasks[TaskType]['result'] }
  | { readonly type: 'failed'; readonly taskId: number; readonly error: PlainError }
  | { readonly type: 'walletRequest'; readonly walletRequestId: number; readonly read: WalletRead }
