/** An error as an endpoint words it. */
export interface WordedError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
  readonly status?: number
}

/** Blocks or results that were asked for, and how many the endpoint gives. */
export interface AskedRange {
  readonly fromBlock: number
  readonly toBlock: number
  readonly max: number
}

type Wording = (asked: AskedRange) => WordedError

const count = ({ fromBlock, toBlock }: AskedRange) => toBlock - fromBlock + 1
const hex = (value: number) => `0x${value.toString(16)}`

/** Refusals of a range that name the largest one. */
export const rangesWithCap: readonly Wording[] = [
  ({ max }) => ({ code: -32_000, message: `eth_getLogs is limited to a ${max} blocks range` }),
  ({ max }) => ({
    code: -32_614,
    message: `eth_getLogs is limited to a ${max.toLocaleString('en-US')} range`,
    status: 413,
  }),
  ({ max }) => ({ code: -32_701, message: `exceed maximum block range: ${max}` }),
  (asked) => ({ code: -32_602, message: `range ${count(asked)} exceeds limit of ${asked.max}` }),
  ({ max }) => ({ code: -32_602, message: `query exceeds max block range ${max}` }),
  ({ max }) => ({ code: -32_005, message: `please limit the query to at most ${max} blocks` }),
  ({ max }) => ({ code: -32_000, message: `maximum [from, to] blocks distance: ${max}` }),
  ({ max, fromBlock, toBlock }) => ({
    code: -32_000,
    message: `requested too many blocks from ${fromBlock} to ${toBlock}, maximum is set to ${max}`,
  }),
  ({ max }) => ({ code: -32_005, message: `up to a ${max} block range` }),
  ({ max }) => ({ code: -32_603, message: `block range is too wide (maximum ${max})` }),
  ({ max }) => ({ code: -32_000, message: `block range greater than ${max} max` }),
  ({ max }) => ({ code: 35, message: `ranges over ${max} blocks are not supported on freetier`, status: 400 }),
  (asked) => ({
    code: -32_000,
    message: `exceeds the range allowed for your plan (${count(asked)} > ${asked.max})`,
  }),
  ({ max }) => ({ code: -32_602, message: 'invalid params', data: { payload: `block range exceeds ${max}` } }),
]

/** Refusals of a range that leave one to guess. */
export const rangesWithoutCap: readonly Wording[] = [
  () => ({ code: -32_012, message: 'requested range too large' }),
  () => ({ code: -32_600, message: 'block range too high' }),
  () => ({ code: -32_602, message: 'Block range limit exceeded.' }),
  () => ({ code: -32_603, message: 'block range is too large' }),
  () => ({ code: -32_603, message: 'internal error', data: { message: 'block range is too wide' } }),
  () => ({ code: -32_000, message: 'allowed block range threshold exceeded' }),
]

/** Refusals that propose a range: its first `max` blocks. */
export const rangesWithSuggestion: readonly Wording[] = [
  ({ fromBlock, max }) => ({
    code: -32_600,
    message: `You can make eth_getLogs requests with up to a ${max} block range. Based on your parameters, this block range should work: [${hex(fromBlock)}, ${hex(fromBlock + max - 1)}]`,
    status: 400,
  }),
  ({ fromBlock, max }) => ({
    code: -32_005,
    message: `block range too large. Try with this block range [${hex(fromBlock)}, ${hex(fromBlock + max - 1)}].`,
  }),
]

/** Refusals that propose the very range that was asked for. */
export const rangesWithSameSuggestion: readonly Wording[] = [
  ({ fromBlock, toBlock }) => ({
    code: -32_602,
    message: `Block range is too large. Based on your parameters, this block range should work: [${hex(fromBlock)}, ${hex(toBlock)}]`,
  }),
]

/** Refusals of a result that is too large; `max` counts results. */
export const sizes: readonly Wording[] = [
  ({ max }) => ({ code: -32_005, message: `query returned more than ${max} results` }),
  ({ max }) => ({ code: -32_000, message: `logs matched by query exceeds limit of ${max}` }),
  () => ({ code: -32_000, message: 'response size should not greater than 10000000 bytes' }),
  () => ({ code: -32_000, message: 'backend response too large' }),
  () => ({ code: -32_008, message: 'Response is too big', status: 413 }),
  () => ({ code: -32_005, message: 'Log response size exceeded. Please reduce query block range.' }),
  ({ fromBlock, toBlock, max }) => ({
    code: -32_602,
    message: `query exceeds max results ${max}, retry with the range ${fromBlock}-${Math.floor((fromBlock + toBlock) / 2)}`,
  }),
  ({ fromBlock, toBlock, max }) => ({
    code: -32_602,
    message: `query returned more than ${max} results. Try with this block range [${hex(fromBlock)}, ${hex(toBlock)}].`,
  }),
]

/** Complaints about the rate. */
export const rates: readonly WordedError[] = [
  { code: -32_016, message: 'over rate limit', status: 429 },
  { code: -32_007, message: '300/second request limit reached - reduce calls per second' },
  { code: -32_012, message: 'credits limited to 6000/sec' },
  { code: -32_029, message: 'rate limited' },
  { code: -32_005, message: 'Your app has exceeded its compute units per second capacity.', status: 429 },
  { code: 30, message: 'Request timeout on the free tier, please upgrade your tier to the paid one' },
  { code: -32_000, message: 'no backend is currently healthy to serve traffic' },
  { code: 429, message: 'Too Many Requests' },
]

/** What nodes say that do not keep an old state. */
export const histories: readonly WordedError[] = [
  {
    code: -32_000,
    message: 'missing trie node 56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421 (path ) <nil>',
  },
  { code: -32_000, message: 'required historical state unavailable (reexec=128)' },
  { code: -32_002, message: 'No state available for block 36600' },
  { code: -32_801, message: 'no historical RPC is available for this historical (pre-bedrock) execution request' },
  { code: -32_000, message: 'historical state 56e81f17 is not available' },
  { code: -32_014, message: 'requested data not available' },
  { code: 4_444, message: 'pruned history unavailable' },
  { code: -32_000, message: 'data before txNum=10000 is not available' },
]

/** What passes by itself. */
export const transients: readonly WordedError[] = [
  { code: -32_603, message: 'Internal error', status: 500 },
  { code: -32_002, message: 'request timed out' },
  { code: 3, message: 'RPC Request failed.', status: 500 },
  { code: -32_000, message: 'temporarily unavailable, please try again', status: 503 },
]
