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

/** What was typed names no pool: no address, no known token, twice the same token, or no fee. */
export class InvalidPoolNameError extends AppError {
  constructor(reason: string) {
    super('InvalidPoolNameError', reason)
  }
}

/** No pool of a known deployment stands at the address that was asked for. */
export class UnknownPoolError extends AppError {
  constructor(
    readonly pool: string,
    readonly chainName: string,
    options: { details?: string | undefined } = {},
  ) {
    super('UnknownPoolError', `There is no Uniswap V3 pool at ${pool} on ${chainName}.`, options)
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
  /** `true` when the time ran out: asking for less can help. */
  readonly timedOut: boolean

  constructor(
    readonly host: string,
    options: { details?: string | undefined; cause?: unknown; timedOut?: boolean | undefined } = {},
  ) {
    super('RpcUnreachableError', `${host} did not answer.`, { ...options, retryable: true })
    this.timedOut = options.timedOut ?? false
  }
}

/** No endpoint of a chain can be used: none is given, or each one failed in its own way (`details`). */
export class NoRpcEndpointError extends AppError {
  constructor(
    readonly chainName: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('NoRpcEndpointError', `None of the RPC endpoints for ${chainName} could be used.`, {
      ...options,
      retryable: true,
    })
  }
}

/**
 * One request asked for more than the endpoint gives at once: too many blocks (`range`), too much in the answer or too
 * much gas (`size`), too many addresses or topics (`filter`). `blockCap`, `logCap` and `suggestedRange` as far as it named them.
 */
export class RpcLimitError extends AppError {
  readonly blockCap: number | null
  readonly logCap: number | null
  readonly suggestedRange: { readonly fromBlock: number; readonly toBlock: number } | null

  constructor(
    readonly host: string,
    readonly method: string,
    readonly kind: 'range' | 'size' | 'filter',
    options: {
      details?: string | undefined
      cause?: unknown
      blockCap?: number | null
      logCap?: number | null
      suggestedRange?: { readonly fromBlock: number; readonly toBlock: number } | null
    } = {},
  ) {
    super('RpcLimitError', `${host} does not give that much in one answer to ${method}.`, options)
    this.blockCap = options.blockCap ?? null
    this.logCap = options.logCap ?? null
    this.suggestedRange = options.suggestedRange ?? null
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

/** The price service gave no usable answer. The prices that it was asked for are then unknown; the report goes on without them. */
export class PriceServiceError extends AppError {
  /** @param reason what it did, after its name: "did not answer". */
  constructor(
    readonly service: string,
    readonly reason: string,
    options: { details?: string | undefined; cause?: unknown } = {},
  ) {
    super('PriceServiceError', `The price service ${service} ${reason}.`, { ...options, retryable: true })
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

/** Logs could be read, with more effort than the reader wanted to spend on them. */
export class LongScanError extends AppError {
  /** @param why what makes it so long, after "because". */
  constructor(
    readonly host: string,
    why: string,
  ) {
    super('LongScanError', `Reading all events from ${host} would take too long, because ${why}.`)
  }
}

/** Data from the chain that contradicts itself: a partial answer, or an endpoint that lies. */
export class InconsistentDataError extends AppError {
  constructor(what: string, options: { details?: string | undefined } = {}) {
    super('InconsistentDataError', what, { ...options, retryable: true })
  }
}

/** A pool's logs do not lead from one of its states to the next: some were not given, or the pool computes differently. */
export class ReplayError extends AppError {
  constructor(why: string) {
    super('ReplayError', `The pool's swaps could not be replayed exactly: ${why}.`)
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

/** Something kept from an earlier visit is damaged. It is dropped and read from the chain again; nobody is told. */
export class CorruptCacheError extends AppError {
  constructor(reason: string) {
    super('CorruptCacheError', `Something kept from an earlier visit cannot be used: ${reason}.`)
  }
}

/** A file that is no Minnow report, or one of a newer version. */
export class ReportFileError extends AppError {
  constructor(reason: string, options: { details?: string | undefined; cause?: unknown } = {}) {
    super('ReportFileError', reason, options)
  }
}

/** The example that belongs to the site is not where it should be. */
export class ExampleUnavailableError extends AppError {
  constructor(options: { cause?: unknown } = {}) {
    super('ExampleUnavailableError', 'The example could not be loaded.', { ...options, retryable: true })
  }
}

/** A file that holds no settings of Minnow, or of a newer version. */
export class SettingsFileError extends AppError {
  constructor(reason: string, options: { details?: string | undefined; cause?: unknown } = {}) {
    super('SettingsFileError', reason, options)
  }
}

/** The wallet did not connect: declined, locked, already asking, or broken. */
export class WalletConnectionError extends AppError {
  constructor(reason: string, options: { details?: string | undefined; cause?: unknown } = {}) {
    super('WalletConnectionError', reason, { ...options, retryable: true })
  }
}

/** A wallet method that Minnow never passes on (EIP-1193 code 4200). */
export class WalletMethodRefusedError extends AppError {
  readonly code = 4200
  constructor(readonly method: string) {
    super('WalletMethodRefusedError', `Minnow only reads: it never passes ${method} to a wallet.`)
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

/** A tick that is no integer or lies outside of Uniswap V3's bounds, -887272 to 887272. */
export class TickOutOfRangeError extends AppError {
  constructor(readonly tick: number) {
    super('TickOutOfRangeError', `${tick} is not a tick: a tick is a whole number from -887272 to 887272.`)
  }
}

/** A tick range whose lower tick is not below its upper tick. */
export class TickRangeError extends AppError {
  constructor(
    readonly tickLower: number,
    readonly tickUpper: number,
  ) {
    super('TickRangeError', `The range from tick ${tickLower} to tick ${tickUpper} is empty or upside down.`)
  }
}

/** A square root price that no Uniswap V3 pool can have. */
export class SqrtPriceOutOfRangeError extends AppError {
  constructor(readonly sqrtPriceX96: bigint) {
    super('SqrtPriceOutOfRangeError', `${sqrtPriceX96} is not a price that a pool can have.`)
  }
}

/** A number that does not fit the unsigned integer that the contracts keep it in. */
export class UintOutOfRangeError extends AppError {
  constructor(
    readonly what: string,
    readonly bits: number,
    readonly value: bigint | number,
  ) {
    super('UintOutOfRangeError', `The ${what} ${value} does not fit an unsigned integer of ${bits} bits.`)
  }
}

/** A division by zero, which the contracts refuse as well. */
export class DivisionByZeroError extends AppError {
  constructor() {
    super('DivisionByZeroError', 'A division by zero has no result.')
  }
}

/** A figure that statistics cannot take: not finite, negative where only sizes make sense, or no whole number of owners. */
export class InvalidStatisticError extends AppError {
  constructor(
    readonly what: string,
    readonly value: number,
  ) {
    super('InvalidStatisticError', `Statistics cannot be made of the ${what} ${value}.`)
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
