import type { ChainClient } from './chainClient'
import { requestLimiterOf } from './requestLimiter'
import { ScanSize } from './scanSize'

/** Requests that wait for their turn at the host: few, since what was learnt meanwhile does not change them. */
const inLine = 4

/** What endpoints showed of themselves stays with what the client remembers: the next scan starts with it. */
const sizes = new WeakMap<ChainClient['memo'], ScanSize>()

/** How much an endpoint takes at once, as far as it has shown. */
export function scanSizeOf({ memo }: ChainClient): ScanSize {
  const known = sizes.get(memo)
  if (known) return known
  const size = new ScanSize()
  sizes.set(memo, size)
  return size
}

/** An endpoint that a scan reads from. */
export class LogSource {
  readonly client: ChainClient
  readonly size: ScanSize
  /** Requests that are on their way. */
  running = 0
  /** Failures in a row. */
  hardships = 0
  /**
   * Lengths beyond what is proven that are being tried. While there are any nothing else that long is asked for: refusals come few at a
   * time.
   */
  readonly tries = new Set<number>()

  /** Requests that the host is asked for at a time. */
  get width(): number {
    return requestLimiterOf(this.client.host).limit + inLine
  }

  constructor(client: ChainClient) {
    this.client = client
    this.size = scanSizeOf(client)
  }
}
