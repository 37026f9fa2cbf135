import { createBrowserCache } from '../cache/createCache'
import type { Cache } from '../cache/createCache'
import { CancelledError, formatPlainError } from '../errors'
import {
  checkRpcUrl,
  formatPoolReportJson,
  formatReportAs,
  loadPoolReport,
  loadReport,
  locatePool,
  parseReport,
  resolveName,
  summarizePoolReport,
} from '../pipeline'
import type { ReportHooks } from '../pipeline'
import type { MessageFromWorker, StartMessage, TaskType, WorkerTasks } from './messages'
import { WalletReads } from './walletReads'

export interface TaskRunner {
  readonly wallet: WalletReads
  start(message: StartMessage): Promise<void>
  cancel(taskId: number): void
}

/** Runs the worker's tasks, any number side by side, and posts what they report. A cancelled task posts nothing more. */
export function createTaskRunner(
  post: (message: MessageFromWorker) => void,
  cache: Cache = createBrowserCache(),
): TaskRunner {
  const running = new Map<number, AbortController>()
  const wallet = new WalletReads(post)

  function run(message: StartMessage, signal: AbortSignal): Promise<WorkerTasks[TaskType]['result']> {
    const { taskId } = message
    const postWhileRunning = (reply: MessageFromWorker) => {
      if (!signal.aborted) post(reply)
    }
    const hooks: Omit<ReportHooks, 'onPartial'> = {
      signal,
      onProgress: (progress) => postWhileRunning({ type: 'progress', taskId, progress }),
      walletRequest: (chainId, method, params) => wallet.request(chainId, method, params),
      openCache: (source) => cache.openChain(source),
    }
    switch (message.type) {
      case 'loadReport':
        return loadReport(message.input, {
          ...hooks,
          onPartial: (report) => postWhileRunning({ type: 'partial', taskId, report }),
        })
      case 'loadPoolReport':
        return loadPoolReport(message.input, {
          ...hooks,
          onPartial: (report, phase) =>
            postWhileRunning({ type: 'partial', taskId, report: summarizePoolReport(report, phase) }),
        }).then((report) => ({
          summary: summarizePoolReport(report, 'finished'),
          file: new Blob([formatPoolReportJson(report)], { type: 'application/json' }),
        }))
      case 'locatePool':
        return locatePool(message.input.access, message.input.name, signal)
      case 'parseReport':
        return Promise.resolve().then(() => parseReport(message.input.text))
      case 'formatReport':
        return Promise.resolve().then(() => formatReportAs(message.input.report, message.input.format))
      case 'resolveName':
        return resolveName(message.input.access, message.input.ensName, signal)
      case 'checkRpcUrl':
        return checkRpcUrl(message.input.config, message.input.url, signal).then(() => null)
      case 'cacheSize':
        return cache.fetchState()
      case 'clearCache':
        return cache.clear().then(() => null)
    }
  }

  return {
    wallet,
    async start(message) {
      const controller = new AbortController()
      running.set(message.taskId, controller)
      try {
        const result = await run(message, controller.signal)
        if (!controller.signal.aborted) post({ type: 'done', taskId: message.taskId, result })
      } catch (error) {
        if (!controller.signal.aborted) post({ type: 'failed', taskId: message.taskId, error: formatPlainError(error) })
      } finally {
        running.delete(message.taskId)
      }
    },
    cancel(taskId) {
      running.get(taskId)?.abort(new CancelledError())
    },
  }
}
