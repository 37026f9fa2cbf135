import type { BlockRange } from '../domain/primitives'

/**
 * What an error answer means for the one who asked:
 * `range` fewer blocks, `size` less in the answer, `filter` fewer addresses or topics, `rate` wait, `history` the node
 * does not keep it, `transient` the same again, `terminal` never, `reverted` the contract itself said no.
 */
export type RpcErrorKind = 'range' | 'size' | 'filter' | 'rate' | 'history' | 'transient' | 'terminal' | 'reverted'

/** An error answer as it came. `httpStatus` is `null` where there is no HTTP (a wallet), `code` where there is no JSON-RPC. */
export interface RpcErrorAnswer {
  readonly method: string
  readonly httpStatus: number | null
  readonly code: number | null
  readonly message: string
  readonly data: unknown
}

export interface RpcErrorClass {
  readonly kind: RpcErrorKind
  /** The same request can succeed a moment later: a busy node, or one behind its neighbours. */
  readonly retryable: boolean
  /** Blocks that one request may cover, where the endpoint said so. */
  readonly blockCap: number | null
  /** Logs that one answer may hold, where the endpoint said so. */
  readonly logCap: number | null
  /** Range that the endpoint itself proposed; it can be the very one that was refused. */
  readonly suggestedRange: BlockRange | null
}

const maxTextLength = 2_000

const patterns = {
  reverted: [
    /^\W*(rpc error: )?(vm )?execution (was )?(error: )?revert/,
    /^vm exception while processing/,
    /^reverted\b/,
    /^evm error (?!out ?of ?gas)/,
    /invalid (opcode|jump)/,
    /bad instruction/,
    /stack (under|over)flow/,
    /write protection/,
  ],
  behindHead: [/not yet available/, /beyond (the )?current head/, /block ?out ?of ?range/, /toblock.*(ahead|future)/],
  history: [
    /missing trie node/,
    /histor(y|ical)/,
    /(no|world) state (un)?available/,
    /state .{0,100}is not available/,
    /pruned/,
    /receipt not available/,
    /data before txnum/,
    /requested data not available/,
    /archive.{0,60}(request|require|token|node|plan|not available|not supported|upgrade)/,
    /proof window/,
  ],
  unknownBlock: [/header not found/, /unknown block/, /block not found/],
  filter: [/max addresses or topics/, /contains \d+ filters/, /less number of address/, /too many (addresses|topics)/],
  rate: [
    /rate.?limit/,
    /too many requests/,
    /per second/,
    /\d\/s(ec(ond)?)?\b/,
    /compute units/,
    /capacity limit/,
    /request limit/,
    /request timeout on the free/,
    /\bcode: 1015\b/,
    /no backend is currently healthy/,
    /(quota|daily limit|credits)/,
  ],
  rangeInSpiteOfSize: [/number of requested blocks/],
  size: [
    /response size/,
    /(query|returned|matched).{0,40}(more than|exceeds?) .{0,20}(results|limit of|logs)/,
    /more than [\d,]+ (results|logs)/,
    /max results/,
    /response (is )?too (big|large)/,
    /(content|payload|entity) too large/,
    /query timeout exceeded/,
  ],
  range: [
    /try with this block range/,
    /block range should work/,
    /block.{0,20}range/,
    /range.{0,40}(limit|large|exceed|wide|not supported|allowed)/,
    /too many blocks/,
    /ranges? over [\d,]+/,
    /blocks? distance/,
    /limited to (a )?[\d,]+k?\b/,
    /at most [\d,]+ blocks/,
    /max(imum)? range/,
    /must be smaller than size/,
    /exceeded max allowed/,
    /narrow your filter/,
  ],
  gas: [
    /out ?of ?gas/,
    /gas required exceeds/,
    /(exceeds?|above|over) .{0,20}gas (limit|cap|allowance)/,
    /execution (timeout|aborted)/,
  ],
  terminal: [
    /authenticat/,
    /unauthorized/,
    /forbidden/,
    /api.?key/,
    /no longer available/,
    /cannot fulfill request/,
    /specify an address in your request/,
    /method .{0,80}(not found|not (supported|available|allowed)|does not exist|is disabled)/,
    /unsupported method/,
    /^notok\b/,
  ],
  transient: [
    /internal (server )?error/,
    /time(d )?.?out/,
    /temporar/,
    /unavailable/,
    /request failed/,
    /try again/,
    /\beof\b/,
  ],
} as const satisfies Record<string, readonly RegExp[]>

const count = '(\\d[\\d,]*k?)'
const capPatterns = [
  `maximum is set to ${count}`,
  `number of requested blocks is ${count}`,
  `max(?:imum)?(?: allowed)? (?:block )?range(?: is)?\\s*[:=]?\\s*${count}`,
  `max(?:imum)?(?: allowed)?(?: is)?:? ${count}`,
  `${count} max\\b`,
  `distance: ${count}`,
  `limited to (?:a )?${count}`,
  `up to an? ${count} blocks? range`,
  `(?:at most|exceed|exceeds|over) ${count} blocks`,
  `block range exceeds ${count}`,
  `limit(?: of| is)? ${count}`,
  `narrow your filter: ${count}`,
  `smaller than size ${count}`,
  `\\([\\d,]+ > ${count}\\)`,
].map((source) => new RegExp(source))

/** The only words in which a refusal for size also names a number of blocks. */
const capInSizePattern = new RegExp(`up to an? ${count} blocks? range`)

/** Words in which a refusal for size names a number of logs. */
const logCapPatterns = [
  `more than ${count} (?:results|logs)\\b`,
  `max results ${count}\\b`,
  `logs matched by query exceeds limit of ${count}\\b`,
  `cap of ${count} logs\\b`,
].map((source) => new RegExp(source))

const suggestionPatterns = [
  /\[\s*(0x[\da-f]+|\d+)\s*,\s*(0x[\da-f]+|\d+)\s*\]/,
  /retry with the range (0x[\da-f]+|\d+)\s*-\s*(0x[\da-f]+|\d+)/,
]

function matches(text: string, expressions: readonly RegExp[]): boolean {
  return expressions.some((expression) => expression.test(text))
}

/** Words hidden in `error.data`, which can be a string, or an object with `message`, `payload` and the like. */
function wordsOfData(data: unknown): string {
  if (typeof data === 'string') return /^0x[\da-f]*$/i.test(data) ? '' : data
  if (typeof data !== 'object' || data === null) return ''
  return Object.values(data)
    .filter((value): value is string => typeof value === 'string')
    .join(' ')
}

function parseCount(text: string): number | null {
  const digits = text.replace(/[,k]/g, '')
  const value = Number(digits) * (text.endsWith('k') ? 1_000 : 1)
  return digits !== '' && Number.isSafeInteger(value) && value > 0 ? value : null
}

function parseBlockCap(text: string, kind: RpcErrorKind): number | null {
  return parseFirstCount(text, kind === 'range' ? capPatterns : kind === 'size' ? [capInSizePattern] : [])
}

function parseFirstCount(text: string, expressions: readonly RegExp[]): number | null {
  for (const expression of expressions) {
    const found = expression.exec(text)?.[1]
    if (found !== undefined) return parseCount(found)
  }
  return null
}

function parseSuggestedRange(text: string): BlockRange | null {
  for (const expression of suggestionPatterns) {
    const found = expression.exec(text)
    if (!found) continue
    const [fromBlock, toBlock] = [Number(found[1]), Number(found[2])]
    return Number.isSafeInteger(fromBlock) && Number.isSafeInteger(toBlock) && fromBlock <= toBlock
      ? { fromBlock, toBlock }
      : null
  }
  return null
}

function kindOfText(text: string, method: string): RpcErrorKind | null {
  if (matches(text, patterns.filter)) return 'filter'
  if (matches(text, patterns.rate)) return 'rate'
  if (matches(text, patterns.rangeInSpiteOfSize)) return 'range'
  if (matches(text, patterns.size)) return 'size'
  if (matches(text, patterns.range)) return 'range'
  // Some mean the range, some the rate, and on BSC that the method is off: fewer blocks find out.
  if (/^limit exceeded\.?$/.test(text)) return method === 'eth_getLogs' ? 'size' : 'rate'
  if (matches(text, patterns.gas)) return method === 'eth_call' ? 'size' : 'terminal'
  if (matches(text, patterns.terminal)) return 'terminal'
  return null
}

function kindOfStatus(status: number, method: string): RpcErrorKind | null {
  if (status === 429) return 'rate'
  if (status === 413) return 'size'
  // Gateways give up on a heavy query with these; a lighter one passes.
  if ((status === 504 || status === 524 || status === 408) && method === 'eth_getLogs') return 'size'
  if (status >= 500 || status === 408 || status === 402) return 'transient'
  return null
}

function kindOfCode(code: number): RpcErrorKind | null {
  if (code === 429 || code === -32005 || code === -32029 || code === -32016) return 'rate'
  if (code === 3) return 'reverted'
  if (code === 4444) return 'history'
  if ([-32700, -32600, -32601, -32602, -32604, 4001, 4100, 4200].includes(code)) return 'terminal'
  return null
}

/**
 * Says what an error answer of an endpoint means. Codes and HTTP statuses collide between providers (one code stands for
 * range, size and rate), so the message decides first, then the status, then the code; what is still unknown is
 * `terminal` after an HTTP 4xx and else `transient`.
 *
 * Source: messages gathered from public endpoints and clients (ponder, erpc, graph-node, viem, rotki).
 */
export function classifyRpcError(answer: RpcErrorAnswer): RpcErrorClass {
  const message = answer.message.slice(0, maxTextLength).toLowerCase()
  const result = (kind: RpcErrorKind, text: string, retryable = kind === 'rate' || kind === 'transient') => ({
    kind,
    retryable,
    blockCap: parseBlockCap(text, kind),
    logCap: kind === 'size' ? parseFirstCount(text, logCapPatterns) : null,
    suggestedRange: kind === 'range' || kind === 'size' ? parseSuggestedRange(text) : null,
  })
  // A contract writes its own reason behind these words: nothing in it may be taken for the node's.
  if (matches(message, patterns.reverted)) return result('reverted', '')

  const text = `${message} ${wordsOfData(answer.data).slice(0, maxTextLength).toLowerCase()}`.trim()
  if (matches(text, patterns.behindHead)) return result('transient', text)
  if (matches(text, patterns.unknownBlock)) return result('history', text, true)
  if (matches(text, patterns.history)) return result('history', text)

  const kind =
    kindOfText(text, answer.method) ??
    (answer.httpStatus === null ? null : kindOfStatus(answer.httpStatus, answer.method)) ??
    (matches(text, patterns.transient) ? 'transient' : null) ??
    (answer.code === null ? null : kindOfCode(answer.code)) ??
    (answer.httpStatus !== null && answer.httpStatus >= 400 ? 'terminal' : 'transient')
  return result(kind, text)
}
