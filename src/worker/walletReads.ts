import type { MessageFromWorker, WalletFailure } from './messages'

/** How a wallet refused a read, in EIP-1193's shape, so that the transport classifies it like any node's answer. */
class WalletReadError extends Error {
  readonly code: number | null
  readonly data: string | null

  constructor({ code, message, data }: WalletFailure) {
    super(message)
    this.code = code
    this.data = data
  }
}

interface PendingRead {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** The worker's side of reads through the connected wallet, which lives on the main thread. */
export class WalletReads {
  readonly #post: (message: MessageFromWorker) => void
  readonly #pending = new Map<number, PendingRead>()
  #lastId = 0

  constructor(post: (message: MessageFromWorker) => void) {
    this.#post = post
  }

  request(chainId: number, method: string, params: readonly unknown[]): Promise<unknown> {
    const walletRequestId = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(walletRequestId, { resolve, reject })
      this.#post({ type: 'walletRequest', walletRequestId, read: { chainId, method, params } })
    })
  }

  resolve(walletRequestId: number, result: unknown): void {
    this.#take(walletRequestId)?.resolve(result)
  }

  reject(walletRequestId: number, failure: WalletFailure): void {
    this.#take(walletRequestId)?.reject(new WalletReadError(failure))
  }

  #take(walletRequestId: number): PendingRead | undefined {
    const read = this.#pending.get(walletRequestId)
    this.#pending.delete(walletRequestId)
    return read
  }
}
