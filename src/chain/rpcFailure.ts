import type { AppError } from '../errors'
import {
  ContractRevertedError,
  HistoryUnavailableError,
  RpcLimitError,
  RpcRateLimitedError,
  RpcRefusedError,
  RpcUnreachableError,
} from '../errors'
import { classifyRpcError } from './classifyRpcError'
import type { RpcErrorAnswer, RpcErrorClass } from './classifyRpcError'
import { cleanForeignText } from '../domain/cleanForeignText'

/** Why one attempt at a request failed. */
export interface RpcFailure extends RpcErrorClass {
  /** The node's own words, cleaned. */
  readonly details: string
  readonly httpStatus: number | null
  readonly timedOut: boolean
  /** Milliseconds that the endpoint asked to wait (`Retry-After`). */
  readonly retryAfterMs: number | null
}

/** What came of one attempt: an answer, or the reason why there is none. */
export type RpcAttempt =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: RpcFailure }

/** More of an endpoint's words is never shown. */
const maxWords = 10_000

/**
 * An attempt that an error answer ended.
 *
 * @param hide takes out of the node's words what nobody may see
 */
export function failedByAnswer(
  answer: RpcErrorAnswer,
  retryAfterMs: number | null = null,
  hide: (text: string) => string = (text) => text,
): RpcAttempt {
  const words = [
    answer.httpStatus === null || answer.httpStatus === 200 ? '' : `HTTP ${answer.httpStatus}`,
    hide(answer.message.slice(0, maxWords)),
  ]
  return {
    ok: false,
    failure: {
      ...classifyRpcError(answer),
      details: cleanForeignText(words.filter((word) => word !== '').join(': ')),
      httpStatus: answer.httpStatus,
      timedOut: false,
      retryAfterMs,
    },
  }
}

/** An attempt without a usable answer: nothing came, or not what JSON-RPC prescribes. */
export function failedWithoutAnswer(details: string, timedOut = false): RpcAttempt {
  return {
    ok: false,
    failure: {
      kind: 'transient',
      retryable: true,
      blockCap: null,
      logCap: null,
      suggestedRange: null,
      details: cleanForeignText(details),
      httpStatus: null,
      timedOut,
      retryAfterMs: null,
    },
  }
}

/** The call's target and selector, to name a revert by. */
function calledContract(params: readonly unknown[]): { readonly to: string; readonly selector: string } {
  const call = (params[0] ?? {}) as { readonly to?: unknown; readonly data?: unknown }
  return { to: String(call.to ?? 'unknown'), selector: String(call.data ?? '').slice(0, 10) }
}

/** The named error in which a failure ends once it is not tried again. */
export function namedRpcError(failure: RpcFailure, host: string, method: string, params: readonly unknown[]): AppError {
  const { details } = failure
  switch (failure.kind) {
    case 'range':
    case 'size':
    case 'filter':
      return new RpcLimitError(host, method, failure.kind, {
        details,
        blockCap: failure.blockCap,
        logCap: failure.logCap,
        suggestedRange: failure.suggestedRange,
      })
    case 'rate':
      return new RpcRateLimitedError(host, { details })
    case 'history':
      return new HistoryUnavailableError(host, { details })
    case 'reverted': {
      const { to, selector } = calledContract(params)
      return new ContractRevertedError(to, selector, { details })
    }
    case 'terminal':
      return new RpcRefusedError(host, method, { details })
    case 'transient':
      // 402 may pass, but when it stays the host did answer: with a bill.
      if (failure.httpStatus === 402) return new RpcRefusedError(host, method, { details })
      return new RpcUnreachableError(host, { details, timedOut: failure.timedOut })
  }
}
