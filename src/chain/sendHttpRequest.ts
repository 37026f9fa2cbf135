import { CancelledError } from '../errors'
import { hideUrlSecrets } from './hideUrlSecrets'
import { onAbort } from './onAbort'
import { readLimitedText, ReplyTooLargeError } from './readLimitedText'
import type { RpcAttempt } from './rpcFailure'
import { failedByAnswer, failedWithoutAnswer } from './rpcFailure'

/** Bounds of one HTTP request: time until the whole reply is there, and its size. */
export interface HttpLimits {
  readonly timeoutMs: number
  readonly maxReplyBytes: number
}

interface Reply {
  readonly status: number
  readonly text: string
  readonly retryAfterMs: number | null
}

let lastId = 0

function parseRetryAfter(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null
}

async function post(url: string, body: string, signal: AbortSignal, maxReplyBytes: number): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal,
    // Neither cookies nor a referrer nor another host: only the one that the user chose is asked.
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    redirect: 'error',
  })
  return {
    status: response.status,
    text: await readLimitedText(response, maxReplyBytes),
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Words of an error answer, which is `{ code, message, data }`, but also seen as a string or with other fields. */
function readError(error: unknown): { readonly code: number | null; readonly message: string; readonly data: unknown } {
  if (!isObject(error)) return { code: null, message: String(error), data: null }
  const message = error['message'] ?? error['details'] ?? error['reason']
  return {
    code: typeof error['code'] === 'number' ? error['code'] : null,
    message: typeof message === 'string' ? message : '',
    data: error['data'] ?? null,
  }
}

/** Reads a reply by the JSON-RPC 2.0 rules. Anything else is no answer, however successful it looks. */
function parseReply(reply: Reply, id: number, method: string, hide: (text: string) => string): RpcAttempt {
  const { status, text, retryAfterMs } = reply
  const isHttpError = status < 200 || status > 299
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    if (isHttpError) {
      return failedByAnswer({ method, httpStatus: status, code: null, message: text, data: null }, retryAfterMs, hide)
    }
    return failedWithoutAnswer(`The reply is no JSON: ${hide(text.slice(0, 1_000)).slice(0, 100)}`)
  }
  if (isObject(json) && json['error'] !== undefined && json['error'] !== null) {
    return failedByAnswer({ method, httpStatus: status, ...readError(json['error']) }, retryAfterMs, hide)
  }
  if (isHttpError) {
    return failedByAnswer({ method, httpStatus: status, ...readError(json) }, retryAfterMs, hide)
  }
  if (!isObject(json)) return failedWithoutAnswer('The reply is no JSON-RPC object.')
  if (json['result'] === undefined) {
    // Gateways write their own errors with status 200, `{ "code": 429, "message": ... }` among them.
    if (json['message'] === undefined) return failedWithoutAnswer('The reply has neither a result nor an error.')
    return failedByAnswer({ method, httpStatus: status, ...readError(json) }, retryAfterMs, hide)
  }
  if (json['id'] !== id) return failedWithoutAnswer('The reply belongs to another request.')
  return { ok: true, value: json['result'] }
}

/**
 * One attempt at one JSON-RPC request over HTTP. Rejects only with `CancelledError`, when `signal` was aborted.
 *
 * Checks the HTTP status, that the body is JSON and one object (not a batch), its id, and that it has a result or an
 * error. A reply over the cap is a failure of kind `size`. What the endpoint says in a failure never holds the key in its URL.
 */
export async function sendHttpRequest(
  url: string,
  method: string,
  params: readonly unknown[],
  signal: AbortSignal,
  limits: HttpLimits,
): Promise<RpcAttempt> {
  if (signal.aborted) throw new CancelledError()
  const id = ++lastId
  const hide = (text: string) => hideUrlSecrets(url, text)
  const stop = new AbortController()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    stop.abort()
  }, limits.timeoutMs)
  const endWaiting = onAbort(signal, () => stop.abort())
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params })
    return parseReply(await post(url, body, stop.signal, limits.maxReplyBytes), id, method, hide)
  } catch (error) {
    if (signal.aborted) throw new CancelledError()
    if (error instanceof ReplyTooLargeError) {
      const message = `response too large: more than ${limits.maxReplyBytes} bytes`
      return failedByAnswer({ method, httpStatus: null, code: null, message, data: null })
    }
    if (timedOut) return failedWithoutAnswer(`No reply within ${limits.timeoutMs / 1_000} s.`, true)
    return failedWithoutAnswer(hide(error instanceof Error ? error.message : String(error)))
  } finally {
    clearTimeout(timer)
    endWaiting()
  }
}
