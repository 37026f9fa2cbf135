/** How an error crosses the worker: classes do not survive structured cloning. */
export interface PlainError {
  readonly name: string
  readonly shortMessage: string
  readonly details: string | null
  readonly retryable: boolean
}

interface AppErrorOptions {
  readonly details?: string | undefined
  readonly cause?: unknown
  readonly retryable?: boolean
}

/**
 * Base of every named failure.
 *
 * `shortMessage` is a sentence for the user; `details` is for the curious (a node's own words, cleaned);
 * `retryable` says whether the same action can succeed later without the user changing anything.
 */
export class AppError extends Error {
  readonly shortMessage: string
  readonly details: string | null
  readonly retryable: boolean

  constructor(name: string, shortMessage: string, options: AppErrorOptions = {}) {
    super(shortMessage, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = name
    this.shortMessage = shortMessage
    this.details = options.details ?? null
    this.retryable = options.retryable ?? false
  }
}

/** What was typed is neither an address nor a name. */
export class InvalidAddressError extends AppError {
  constructor(readonly input: string) {
    super('InvalidAddressError', 'This is neither an address (0x and 40 hexadecimal digits) nor an ENS name.')
  }
}

/** Mixed-case address whose EIP-55 checksum does not match: most likely a typing error. */
export class AddressChecksumError extends AppError {
  constructor(readonly input: string) {
    super(
      'AddressChecksumError',
      'The upper and lower case of this address do not match its checksum, so one of its characters is probably wrong.',
    )
  }
}

/** An ENS name that does not resolve to an address. */
export class UnknownEnsNameError extends AppError {
  constructor(readonly ensName: string) {
    super('UnknownEnsNameError', `No address is set for the name ${ensName} on Ethereum.`)
  }
}

/** An RPC URL that is no http(s) URL, or plain http to a host other than this machine. */
export class InvalidRpcUrlError extends AppError {
  constructor(
    readonly input: string,
    reason: string,
  ) {
    super('InvalidRpcUrlError', reason)
  }
}

/** The endpoint gave no usable answer: network failure, time-out, HTML, truncated JSON, 5xx. */
export class RpcUnreachableError extends AppError {
  constructor(
    readonly host: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('RpcUnreachableError', `${host} did not answer.`, { ...options, retryable: true })
  }
}

/** The endpoint answers for another chain. */
export class WrongChainError extends AppError {
  constructor(
    readonly host: string,
    readonly expectedChainId: number,
    readonly actualChainId: number,
  ) {
    super('WrongChainError', `${host} answers for chain ${actualChainId}, not for chain ${expectedChainId}.`)
  }
}

/** The endpoint kept refusing because of its rate limit. */
export class RpcRateLimitedError extends AppError {
  constructor(
    readonly host: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('RpcRateLimitedError', `${host} limits how often it may be asked, and the limit was reached.`, {
      ...options,
      retryable: true,
    })
  }
}

/** The endpoint refused a request for good (bad key, method switched off, plan, invalid parameters). */
export class RpcRefusedError extends AppError {
  constructor(
    readonly host: string,
    readonly method: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('RpcRefusedError', `${host} refused the request ${method}.`, options)
  }
}

/** A contract call reverted where it must not. */
export class ContractRevertedError extends AppError {
  constructor(
    readonly contract: string,
    readonly functionName: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('ContractRevertedError', `The contract ${contract} did not answer ${functionName}.`, options)
  }
}

/** The endpoint does not keep state or logs that far back. */
export class HistoryUnavailableError extends AppError {
  constructor(
    readonly host: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('HistoryUnavailableError', `${host} does not keep the chain's history that far back.`, options)
  }
}

/** A range of logs could not be read even in the smallest pieces that the endpoint allows. */
export class LogScanError extends AppError {
  constructor(
    readonly host: string,
    readonly fromBlock: number,
    readonly toBlock: number,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('LogScanError', `${host} did not give the events of blocks ${fromBlock} to ${toBlock}.`, {
      ...options,
      retryable: true,
    })
  }
}

/** Data from the chain that contradicts itself: a partial answer, or an endpoint that lies. */
export class InconsistentDataError extends AppError {
  constructor(what: string, options: { details?: string | undefined } = {}) {
    super('InconsistentDataError', what, { ...options, retryable: true })
  }
}

/** The block that the report was read at was replaced, more often than we start again. */
export class ReorgError extends AppError {
  constructor(readonly blockNumber: number) {
    super('ReorgError', `Block ${blockNumber} was replaced by another one while it was being read.`, {
      retryable: true,
    })
  }
}

/** The user, or a newer request, stopped this work. */
export class CancelledError extends AppError {
  constructor() {
    super('CancelledError', 'Stopped.', { retryable: true })
  }
}

/** A file that is no Minnow report, or one of a newer version. */
export class ReportFileError extends AppError {
  constructor(reason: string, options: { details?: string | undefined; cause?: unknown } = {}) {
    super('ReportFileError', reason, options)
  }
}

/** A wallet method that Minnow never passes on (EIP-1193 code 4200). */
export class WalletMethodRefusedError extends AppError {
  readonly code = 4200
  constructor(readonly method: string) {
    super('WalletMethodRefusedError', `Minnow only reads: it never passes ${method} to a wallet.`)
  }
}

/** A link that leads to no screen. */
export class UnknownRouteError extends AppError {
  constructor(readonly hash: string) {
    super('UnknownRouteError', 'This link does not lead to a screen of Minnow.')
  }
}

/** The background worker stopped by itself; it is started again on the next use. */
export class WorkerCrashedError extends AppError {
  constructor(details?: string) {
    super('WorkerCrashedError', 'The part of Minnow that reads and computes stopped by itself.', {
      details,
      retryable: true,
    })
  }
}

/** A failure that no class above names: a defect of ours, said as such. */
export class UnexpectedError extends AppError {
  constructor(cause: unknown) {
    super('UnexpectedError', 'Something went wrong inside Minnow.', {
      details: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}

/** Makes an error of any kind safe to clone. */
export function formatPlainError(error: unknown): PlainError {
  const named = error instanceof AppError ? error : new UnexpectedError(error)
  return { name: named.name, shortMessage: named.shortMessage, details: named.details, retryable: named.retryable }
}

/** Turns a cloned error back into an `AppError` with its name, sentence and details. */
export function parsePlainError(plain: PlainError): AppError {
  return new AppError(plain.name, plain.shortMessage, {
    details: plain.details ?? undefined,
    retryable: plain.retryable,
  })
}
