import type { Hex } from '../domain/primitives'

/**
 * How a chain is recognised. A block's hash is made of all blocks before it: while the anchor stands, so does everything that was
 * kept up to it. Chain ids do not tell a local node from the one that it replaced, hashes do.
 */
export interface Lineage {
  /** Names the entries that belong together. */
  readonly generation: string
  /** A block that is not below anything that is kept. */
  readonly anchor: { readonly number: number; readonly hash: Hex }
}

/** A new lineage that begins with this block; its name is its own, even where there was one from the same block before. */
export function createLineage(number: number, hash: Hex): Lineage {
  const half = () =>
    Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return { generation: `${half()}${half()}`, anchor: { number, hash } }
}

export function formatLineage({ generation, anchor }: Lineage): string {
  return `${generation} ${anchor.number} ${anchor.hash}`
}

/** Reads what `formatLineage` wrote; `null` for anything else. */
export function parseLineage(text: unknown): Lineage | null {
  const parts = typeof text === 'string' ? /^([\da-f]{16}) (\d{1,15}) (0x[\da-f]{64})$/.exec(text) : null
  if (!parts) return null
  const [, generation = '', number, hash] = parts
  return { generation, anchor: { number: Number(number), hash: hash as Hex } }
}
