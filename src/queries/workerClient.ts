import { session } from '../state/session.svelte'
import { createWorkerClient } from '../worker/client'
import { startWorker } from '../worker/startWorker'

/** The page's one worker; it starts with the first question. */
export const workerClient = createWorkerClient({
  startWorker,
  readThroughWallet: ({ chainId, method, params }) => session.read(chainId, method, params),
})
