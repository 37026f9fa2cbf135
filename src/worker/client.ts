import type { CacheState } from '../domain/cacheState'
import type { ChainConfig } from '../domain/chainConfig'
import type { Progress } from '../domain/coverage'
import type { Address } from '../domain/primitives'
import type { PoolSummary } from '../domain/poolReport'
import type { Report } from '../domain/report'
import type { ChainAccess, PoolName, PoolPlace, PoolReportRequest, ReportRequest } from '../domain/request'
import { CancelledError, parsePlainError, WorkerCrashedError } from '../errors'
import type {
  MessageFromWorker,
  MessageToWorker,
  PoolReportResult,
  ReportFormat,
  StartMessage,
  TaskType,
  WalletFailure,
  WalletRead,
  WorkerTasks,
} from './messages'

/** The part of `Worker` that the client needs; tests pass their own. */
export interface WorkerPort {
  postMessage(message: MessageToWorker): void
  addEventListener(type: 'message', listener: (event: { readonly data: MessageFromWorker }) => void): void
  addEventListener(type: 'error' | 'messageerror', listener: (event: { readonly message?: string }) => void): void
  terminate(): void
}

export interface LoadReportOptions<Partial = Report> {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly onPartial?: (report: Partial) => void
}

export interface WorkerClient {
  /** Starts the worker ahead of its first task. */
  start(): void
  /** Reads the chains and makes the report. Rejects with `CancelledError` once `signal` is aborted. */
  loadReport(request: ReportRequest, options?: LoadReportOptions): Promise<Report>
  /** Reads a pool and makes its report. Rejects with `UnknownPoolError`, or with `CancelledError` once `signal` is aborted. */
  loadPoolReport(request: PoolReportRequest, options?: LoadReportOptions<PoolSummary>): Promise<PoolReportResult>
  /** Looks whether a pool exists on the chain of `access`. Rejects with `UnknownPoolError`. */
  locatePool(access: ChainAccess, name: PoolName, signal?: AbortSignal): Promise<PoolPlace>
  /** Reads a saved report. Rejects with `ReportFileError`. */
  parseReport(text: string): Promise<Report>
  formatReport(report: Report, format: ReportFormat): Promise<string>
  /** Looks an ENS name up on the chain of `access`. Rejects with `UnknownEnsNameError`. */
  resolveName(access: ChainAccess, ensName: string, signal?: AbortSignal): Promise<Address>
  /** Rejects with `InvalidRpcUrlError`, `RpcUnreachableError`, `WrongChainError` or what else the endpoint answers. */
  checkRpcUrl(config: ChainConfig, url: string, signal?: AbortSignal): Promise<void>
  /** How much is kept of the chains in this browser, and whether the browser lets it. */
  cacheSize(): Promise<CacheState>
  /** Forgets what is kept of the chains. */
  clearCache(): Promise<void>
}

interface PendingTask {
  readonly resolve: (result: WorkerTasks[TaskType]['result']) => void
  readonly reject: (error: unknown) => void
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly onPartial?: ((report: Report | PoolSummary) => void) | undefined
}

export interface WorkerClientOptions {
  readonly startWorker: () => WorkerPort
  /** Answers the worker's reads through the connected wallet; rejects when there is none. */
  readonly readThroughWallet: (read: WalletRead) => Promise<unknown>
}

/**
 * The main thread's side of the worker: starts it on first use, and again on the next use after a crash.
 * Every task that was under way when it crashed rejects with `WorkerCrashedError`.
 */
export function createWorkerClient({ startWorker, readThroughWallet }: WorkerClientOptions): WorkerClient {
  const pending = new Map<number, PendingTask>()
  let worker: WorkerPort | null = null
  let lastTaskId = 0

  function handleCrash(crashed: WorkerPort, details: string | undefined): void {
    if (worker !== crashed) return
    worker = null
    crashed.terminate()
    const tasks = [...pending.values()]
    pending.clear()
    for (const task of tasks) task.reject(new WorkerCrashedError(details))
  }

  async function answerWalletRequest(from: WorkerPort, walletRequestId: number, read: WalletRead): Promise<void> {
    try {
      const result = await readThroughWallet(read)
      from.postMessage({ type: 'walletAnswer', walletRequestId, result })
    } catch (error) {
      from.postMessage({ type: 'walletFailure', walletRequestId, failure: parseWalletFailure(error) })
    }
  }

  function handleMessage(from: WorkerPort, message: MessageFromWorker): void {
    if (message.type === 'walletRequest') {
      void answerWalletRequest(from, message.walletRequestId, message.read)
      return
    }
    const task = pending.get(message.taskId)
    if (!task) return
    switch (message.type) {
      case 'progress':
        task.onProgress?.(message.progress)
        return
      case 'partial':
        task.onPartial?.(message.report)
        return
      case 'done':
        pending.delete(message.taskId)
        task.resolve(message.result)
        return
      case 'failed':
        pending.delete(message.taskId)
        task.reject(parsePlainError(message.error))
    }
  }

  function ensureWorker(): WorkerPort {
    if (worker) return worker
    const started = startWorker()
    started.addEventListener('message', (event) => handleMessage(started, event.data))
    started.addEventListener('error', (event) => handleCrash(started, event.message))
    started.addEventListener('messageerror', () => handleCrash(started, 'A message could not be read.'))
    worker = started
    return started
  }

  function run<T extends TaskType>(
    type: T,
    input: WorkerTasks[T]['input'],
    { signal, onProgress, onPartial }: LoadReportOptions<never> = {},
  ): Promise<WorkerTasks[T]['result']> {
    return new Promise<WorkerTasks[T]['result']>((resolve, reject) => {
      if (signal?.aborted) {
        reject(new CancelledError())
        return
      }
      const taskId = ++lastTaskId
      const port = ensureWorker()
      const handleAbort = () => {
        if (!pending.delete(taskId)) return
        port.postMessage({ type: 'cancel', taskId })
        reject(new CancelledError())
      }
      const settle = () => signal?.removeEventListener('abort', handleAbort)
      pending.set(taskId, {
        // The worker answers each task with the result of its own type.
        resolve: (result) => (settle(), resolve(result as WorkerTasks[T]['result'])),
        reject: (error) => (settle(), reject(error)),
        onProgress,
        // So are partial ones.
        onPartial: onPartial as PendingTask['onPartial'],
      })
      signal?.addEventListener('abort', handleAbort, { once: true })
      try {
        port.postMessage({ type, taskId, input } as StartMessage)
      } catch (error) {
        pending.delete(taskId)
        settle()
        reject(error)
      }
    })
  }

  return {
    start: () => void ensureWorker(),
    loadReport: (request, options) => run('loadReport', request, options),
    loadPoolReport: (request, options) => run('loadPoolReport', request, options),
    locatePool: (access, name, signal) => run('locatePool', { access, name }, signal ? { signal } : {}),
    parseReport: (text) => run('parseReport', { text }),
    formatReport: (report, format) => run('formatReport', { report, format }),
    resolveName: (access, ensName, signal) => run('resolveName', { access, ensName }, signal ? { signal } : {}),
    checkRpcUrl: async (config, url, signal) => {
      await run('checkRpcUrl', { config, url }, signal ? { signal } : {})
    },
    cacheSize: () => run('cacheSize', null),
    clearCache: async () => {
      await run('clearCache', null)
    },
  }
}

/** Keeps what can be cloned of whatever a wallet threw, and bounds it. */
function parseWalletFailure(error: unknown): WalletFailure {
  const { code, message, data } = (error ?? {}) as { code?: unknown; message?: unknown; data?: unknown }
  return {
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? message.slice(0, 500) : 'The wallet did not answer.',
    data: typeof data === 'string' && data.length <= 100_000 ? data : null,
  }
}
