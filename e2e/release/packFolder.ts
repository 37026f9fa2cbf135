import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { CAREncoderStream, createDirectoryEncoderStream } from 'ipfs-car'
import type { Block, FileLike } from 'ipfs-car'

/** A folder as IPFS knows it. */
export interface PackedFolder {
  /** Root of the folder, a CIDv1: what the folder is called on every gateway. */
  readonly cid: string
  /** The folder as one CAR file with that root. */
  readonly car: Uint8Array
  /** Paths in the folder, sorted, with sizes in bytes. */
  readonly files: readonly PackedFile[]
}

export interface PackedFile {
  readonly path: string
  readonly size: number
}

/**
 * Packs a folder: CIDv1, raw leaves, chunks of 1 MiB, 1024 links a node; names and bytes count, times and modes don't.
 *
 * Files go in by the code units of their paths, so that neither the file system's order nor a locale shows in the CAR.
 */
export async function packFolder(folder: string): Promise<PackedFolder> {
  const files = listFiles(folder).map((path) => ({ path, bytes: readFileSync(join(folder, path)) }))
  const blocks: Block[] = []
  const entries = files.map(({ path, bytes }): FileLike => ({ name: path, stream: () => new Blob([bytes]).stream() }))
  for await (const block of createDirectoryEncoderStream(entries) as unknown as AsyncIterable<Block>) blocks.push(block)
  const root = blocks.at(-1)?.cid
  if (root === undefined) throw new Error(`${folder} made no block.`)
  return {
    cid: root.toString(),
    car: await encodeCar(root, blocks),
    files: files.map(({ path, bytes }) => ({ path, size: bytes.length })),
  }
}

/** Paths of all files in a folder and below, with slashes, sorted by code units. */
export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

async function encodeCar(root: Block['cid'], blocks: readonly Block[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const encoded = new ReadableStream<Block>({
    start(controller) {
      for (const block of blocks) controller.enqueue(block)
      controller.close()
    },
  }).pipeThrough(new CAREncoderStream([root]))
  for await (const chunk of encoded as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
