/// <reference lib="webworker" />
import { formatPlainError } from '../errors'
import type { MessageFromWorker, MessageToWorker } from './messages'
import { createTaskRunner } from './taskRunner'

declare const self: DedicatedWorkerGlobalScope

const runner = createTaskRunner((message: MessageFromWorker) => self.postMessage(message))

self.addEventListener('message', ({ data }: MessageEvent<MessageToWorker>) => {
  switch (data.type) {
    case 'cancel':
      runner.cancel(data.taskId)
      return
    case 'walletAnswer':
      runner.wallet.resolve(data.walletRequestId, data.result)
      return
    case 'walletFailure':
      runner.wallet.reject(data.walletRequestId, data.failure)
      return
    default:
      void runner.start(data)
  }
})

// A rejection that no task caught would otherwise be lost with the worker's console.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  console.error(formatPlainError(event.reason))
})
