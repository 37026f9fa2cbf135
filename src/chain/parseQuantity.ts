import { InconsistentDataError } from '../errors'

/**
 * Parses a hexadecimal quantity of JSON-RPC into a bigint.
 *
 * @throws InconsistentDataError naming `what` when it is none.
 */
export function parseBigQuantity(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !/^0x[\da-f]{1,64}$/i.test(value)) {
    throw new InconsistentDataError(`The ${what} that the node gave is not a number.`, {
      details: String(value).slice(0, 80),
    })
  }
  return BigInt(value)
}

/**
 * Parses a hexadecimal quantity of JSON-RPC that must be small: a block number, a time, an index.
 *
 * @throws InconsistentDataError naming `what` when it is none, or beyond what a number holds exactly.
 */
export function parseQuantity(value: unknown, what: string): number {
  const quantity = Number(parseBigQuantity(value, what))
  if (!Number.isSafeInteger(quantity)) {
    throw new InconsistentDataError(`The ${what} that the node gave is far too large.`, { details: String(value) })
  }
  return quantity
}
