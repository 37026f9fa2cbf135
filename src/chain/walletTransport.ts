import { AppError, CancelledError } from '../errors'
import { onAbort } from './onAbort'
import type { RpcAttempt } from './rpcFailure'
import { failedByAnswer, failedWithoutAnswer } from './rpcFailure'
import { requestLimiterOf } from './requestLimiter'
import { createRetryingTransport, defaultRetryPolicy } from './rpcTransport'
import type { RetryPolicy, RpcTransport } from './rpcTransport'

/** Reads through a connected wallet's EIP-1193 `request`. */
export type WalletRequest = (method: string, params: readonly unknown[]) => Promise<unknown>

const timeoutMs = 30_000
const walletHost = 'Your wallet'

function readWalletError(error: unknown): {
  readonly code: number | null
  readonly message: string
  readonly data: unknown
} {
  if (typeof error !== 'object' || error === null) return { code: null, message: String(error), data: null }
  const { code, message, data } = error as {
    readonly code?: unknown
    readonly message?: unknown
    readonly data?: unknown
  }
  return {
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? message : '',
    data: data ?? null,
  }
}

async function attempt(
  walletRequest: WalletRequest,
  method: string,
  params: readonly unknown[],
  signal: AbortSignal,
): Promise<RpcAttempt> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let endWaiting: () => void = () => undefined
  const stopped = new Promise<RpcAttempt>((resolve, reject) => {
    timer = setTimeout(() => resolve(failedWithoutAnswer(`No reply within ${timeoutMs / 1_000} s.`, true)), timeoutMs)
    endWaiting = onAbort(signal, () => reject(new CancelledError()))
  })
  const answered = walletRequest(method, params).then(
    (value): RpcAttempt => ({ ok: true, value }),
    (error: unknown): RpcAttempt => {
      if (error instanceof AppError) throw error
      return failedByAnswer({ method, httpStatus: null, ...readWalletError(error) })
    },
  )
  try {
    return await Promise.race([answered, stopped])
  } finally {
    clearTimeout(timer)
    endWaiting()
  }
}

/** A transport that reads through the connected wallet, with the same retries and the same named errors as an endpoint. */
export function createWalletTransport(
  walletRequest: WalletRequest,
  retry: RetryPolicy = defaultRetryPolicy,
): RpcTransport {
  return createRetryingTransport({
    host: walletHost,
    limiter: requestLimiterOf(walletHost),
    retry,
    attempt: (method, params, signal) => attempt(walletRequest, method, params, signal),
  })
}
