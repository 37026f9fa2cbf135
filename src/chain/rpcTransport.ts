import { pause } from './pause'
import type { RpcAttempt, RpcFailure } from './rpcFailure'
import { namedRpcError } from './rpcFailure'
import { requestLimiterOf } from './requestLimiter'
import type { RequestLimiter } from './requestLimiter'
import { sendHttpRequest } from './sendHttpRequest'
import type { HttpLimits } from './sendHttpRequest'

/** One endpoint: asks, waits, tries again within bounds, and rejects with a named `AppError` only. */
export interface RpcTransport {
  /** Host of the endpoint, for sentences. */
  readonly host: string
  /** @param isPatient whether all other requests to the host go first. @default false */
  request(method: string, params: readonly unknown[], signal: AbortSignal, isPatient?: boolean): Promise<unknown>
}

/** How often and how long a failed request is tried again. Milliseconds. */
export interface RetryPolicy {
  readonly maxRetries: number
  readonly firstDelayMs: number
  readonly maxDelayMs: number
}

export const defaultRetryPolicy: RetryPolicy = { maxRetries: 4, firstDelayMs: 250, maxDelayMs: 8_000 }

/** A rate limit is shared with all other requests, so bad luck gets some more. */
const extraRetriesAfterRate = 6

/** How often one request is sent at most by an endpoint's transport, whatever goes wrong. */
export const maxAttempts = defaultRetryPolicy.maxRetries + extraRetriesAfterRate + 1

const defaultHttpLimits: HttpLimits = { timeoutMs: 30_000, maxReplyBytes: 50_000_000 }

interface RetryingOptions {
  readonly host: string
  readonly limiter: RequestLimiter
  readonly retry: RetryPolicy
  readonly attempt: (method: string, params: readonly unknown[], signal: AbortSignal) => Promise<RpcAttempt>
}

/** Doubles with each retry; half of it is chance, so that requests that failed together do not come back together. */
function delayBefore(retry: number, failure: RpcFailure, policy: RetryPolicy): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** retry)
  const jittered = full / 2 + (Math.random() * full) / 2
  return Math.min(policy.maxDelayMs, Math.max(jittered, failure.retryAfterMs ?? 0))
}

/**
 * A log query that ran out of time is not repeated as it is: `scanLogs` asks for less. Others get one more chance. A rate
 * limit is shared with all other requests, so bad luck gets some more.
 */
function maxRetriesAfter(failure: RpcFailure, method: string, policy: RetryPolicy): number {
  if (!failure.retryable) return 0
  if (failure.kind === 'rate') return policy.maxRetries + extraRetriesAfterRate
  if (!failure.timedOut) return policy.maxRetries
  return method === 'eth_getLogs' ? 0 : Math.min(1, policy.maxRetries)
}

/**
 * Turns single attempts into a transport: turn-taking per host, bounded retries, named errors. Before a retry comes a jittered back-off,
 * or after a complaint about the rate the host's own pace.
 */
export function createRetryingTransport({ host, limiter, retry, attempt }: RetryingOptions): RpcTransport {
  return {
    host,
    async request(method, params, signal, isPatient = false) {
      const start = async (startedAt: number) => ({ result: await attempt(method, params, signal), startedAt })
      for (let retries = 0; ; retries++) {
        const { result, startedAt } = await limiter.run(signal, start, isPatient)
        if (result.ok) {
          limiter.succeeded()
          return result.value
        }
        const { failure } = result
        const isRate = failure.kind === 'rate'
        if (isRate) limiter.rateLimited(startedAt, { ...retry, retryAfterMs: failure.retryAfterMs })
        if (retries >= maxRetriesAfter(failure, method, retry)) throw namedRpcError(failure, host, method, params)
        if (!isRate) await pause(delayBefore(retries, failure, retry), signal)
      }
    },
  }
}

/**
 * JSON-RPC over HTTP, one request in each HTTP request (batches are answered wrongly by too many endpoints).
 *
 * A request ends in its `result` or in `RpcUnreachableError`, `RpcRateLimitedError`, `RpcLimitError`,
 * `HistoryUnavailableError`, `RpcRefusedError`, `ContractRevertedError` or `CancelledError`.
 */
export function createRpcTransport(
  url: string,
  options: { readonly retry?: RetryPolicy; readonly limits?: Partial<HttpLimits> } = {},
): RpcTransport {
  const { host } = new URL(url)
  const limits = { ...defaultHttpLimits, ...options.limits }
  return createRetryingTransport({
    host,
    limiter: requestLimiterOf(host),
    retry: options.retry ?? defaultRetryPolicy,
    attempt: (method, params, signal) => sendHttpRequest(url, method, params, signal, limits),
  })
}
