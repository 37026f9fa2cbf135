import { onAbort } from '../chain/onAbort'
import { readLimitedText, ReplyTooLargeError } from '../chain/readLimitedText'
import { PRICE_SERVICE } from '../config/priceService'
import { CancelledError, PriceServiceError } from '../errors'

/** Bounds of one question to the price service: time until the whole reply is there, and its size. */
export interface ServiceLimits {
  readonly timeoutMs: number
  readonly maxReplyBytes: number
}

const defaultLimits: ServiceLimits = { timeoutMs: 15_000, maxReplyBytes: 1_000_000 }

function nameStatus(status: number): string {
  return status === 429 ? 'limits how often it may be asked' : `answered with the error ${status}`
}

/**
 * Asks the price service one question and gives the reply's text. It is asked once: whoever reads the report again asks again.
 *
 * @throws CancelledError once `signal` is aborted; PriceServiceError for everything else.
 */
export async function fetchServiceText(
  url: string,
  signal: AbortSignal,
  { timeoutMs, maxReplyBytes }: ServiceLimits = defaultLimits,
): Promise<string> {
  if (signal.aborted) throw new CancelledError()
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeoutMs)
  const endWaiting = onAbort(signal, () => stop.abort())
  try {
    const response = await fetch(url, {
      signal: stop.signal,
      // It learns what stands in the URL, and the address of the computer: no cookies, no referrer, and nobody else.
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
    })
    if (!response.ok) {
      stop.abort()
      throw new PriceServiceError(PRICE_SERVICE.name, nameStatus(response.status))
    }
    return await readLimitedText(response, maxReplyBytes)
  } catch (cause) {
    if (signal.aborted) throw new CancelledError()
    if (cause instanceof PriceServiceError) throw cause
    const reason = cause instanceof ReplyTooLargeError ? 'gave an answer that is too long' : 'did not answer'
    throw new PriceServiceError(PRICE_SERVICE.name, reason, { cause })
  } finally {
    clearTimeout(timer)
    endWaiting()
  }
}
