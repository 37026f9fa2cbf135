import { concatHex, numberToHex, padHex } from 'viem'
import type { Address, Hex } from '../domain/primitives'
import { ContractRevertedError, InconsistentDataError, RpcLimitError, RpcRefusedError } from '../errors'
import type { ChainClient } from './chainClient'
import type { CodeKind } from './codeKind'

/** `0xef0100` and an address: the owner of an account lets it run that contract's code, and still signs for it (EIP-7702). */
const delegatedCode = /^0xef0100[\da-f]{40}$/i
const delegatedLength = 23
const delegatedPrefix = 'ef0100'
const wordDigits = 64
/** So many answers are less than the longest code that may be returned (EIP-170). */
const maxAddresses = 500

/**
 * Code that is run without being deployed: it takes the addresses that follow it, a word each, and answers with a word for each:
 * the first three bytes of the code there (bytes 1 to 3) and its length (the last four). Byte 0 stays zero: what such code gives may
 * not begin with 0xef (EIP-3541).
 *
 *     n = codesize - 48; codecopy(0, 48, n)
 *     for (i = 0; i < n; i += 32) { a = mload(i); mstore(i, extcodesize(a)); extcodecopy(a, i + 1, 0, 3) }
 *     return(0, n)
 */
const codeReader: Hex =
  '0x6030380380603060003960005b81811015602b578051803b82526003600083600101833c50602001600c565b506000f3'

async function fetchCodeKind(client: ChainClient, address: Address, blockNumber: number): Promise<CodeKind> {
  const code = await client.request('eth_getCode', [address, numberToHex(blockNumber)])
  if (typeof code !== 'string' || !/^0x([\da-f]{2})*$/i.test(code)) {
    throw new InconsistentDataError(`${client.host} gave no readable code for ${address}.`)
  }
  return code === '0x' || delegatedCode.test(code) ? 'account' : 'contract'
}

function parseCodeWord(word: string): CodeKind {
  const length = parseInt(word.slice(-8), 16)
  const isDelegated = length === delegatedLength && word.slice(2, 8) === delegatedPrefix
  return length === 0 || isDelegated ? 'account' : 'contract'
}

/** All in one request; `null` where the endpoint does not run such code. */
async function fetchTogether(
  client: ChainClient,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<readonly CodeKind[] | null> {
  const data = concatHex([codeReader, ...addresses.map((address) => padHex(address, { size: 32 }))])
  try {
    const answer = await client.request('eth_call', [{ data }, numberToHex(blockNumber)])
    if (typeof answer !== 'string' || answer.length !== 2 + wordDigits * addresses.length) return null
    const words = answer.slice(2).toLowerCase()
    if (!/^(00[\da-f]{6}0{48}[\da-f]{8})*$/.test(words)) return null
    return addresses.map((_, index) => parseCodeWord(words.slice(index * wordDigits, (index + 1) * wordDigits)))
  } catch (error) {
    const isRefused =
      error instanceof ContractRevertedError || error instanceof RpcLimitError || error instanceof RpcRefusedError
    if (isRefused) return null
    throw error
  }
}

async function fetchPart(client: ChainClient, addresses: readonly Address[], blockNumber: number) {
  const together = addresses.length < 2 ? null : await fetchTogether(client, addresses, blockNumber)
  return together ?? (await Promise.all(addresses.map((address) => fetchCodeKind(client, address, blockNumber))))
}

/**
 * Tells contracts from accounts at the end of a block, in the order of the addresses.
 *
 * Reads their code in one `eth_call` of code that is not deployed; one address, or from an endpoint that does not run such code, by
 * `eth_getCode`.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchCodeKinds(
  client: ChainClient,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<readonly CodeKind[]> {
  const parts: (readonly Address[])[] = []
  for (let start = 0; start < addresses.length; start += maxAddresses) {
    parts.push(addresses.slice(start, start + maxAddresses))
  }
  return (await Promise.all(parts.map((part) => fetchPart(client, part, blockNumber)))).flat()
}
