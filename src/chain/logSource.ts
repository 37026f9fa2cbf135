import type { ChainClient } from './chainClient'
import { ScanSize } from './scanSize'

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
  /** While one probe is out nothing longer than what is proven is asked for: refusals come one at a time. */
  isProbing = false

  constructor(client: ChainClient) {
    this.client = client
    this.size = scanSizeOf(client)
  }
}
