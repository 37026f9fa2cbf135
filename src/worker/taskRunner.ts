import { createBrowserCache } from '../cache/createCache'
import type { Cache } from '../cache/createCache'
import { CancelledError, formatPlainError } from '../errors'
import { checkRpcUrl, formatReportAs, loadReport, parseReport, resolveName } from '../pipeline'
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
    switch (message.type) {
      case 'loadReport':
        return loadReport(message.input, {
          signal,
          onProgress: (progress) => postWhileRunning({ type: 'progress', taskId, progress }),
          onPartial: (report) => postWhileRunning({ type: 'partial', taskId, report }),
          walletRequest: (chainId, method, params) => wallet.request(chainId, method, params),
          openCache: (source) => cache.openChain(source),
        })
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
