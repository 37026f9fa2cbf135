import { createHash } from 'node:crypto'
import { car } from '@helia/car'
import type { CarComponents } from '@helia/car'
import { unixfs } from '@helia/unixfs'
import { CarReader } from '@ipld/car'
import { MemoryBlockstore } from 'blockstore-core'

/** A folder that came as a CAR file, read through IPFS's own code. */
export interface OpenedCar {
  /** Root of the folder. */
  readonly cid: string
  /** The bytes of a file; `null` where there is none, or a folder. */
  read(path: string): Promise<Uint8Array | null>
}

/** The bytes are no CAR of one folder, or a block is not what its CID says. */
export class BrokenCarError extends Error {
  override readonly name = 'BrokenCarError'
}

const sha256Code = 0x12

/**
 * Takes the blocks of a CAR file into a blockstore in memory and reads files out of it by their path below the root, with
 * Helia's packages. Each block is hashed first, as a gateway does.
 *
 * @throws BrokenCarError
 */
export async function openCar(bytes: Uint8Array): Promise<OpenedCar> {
  const reader = await CarReader.fromBytes(bytes).catch((cause: unknown) => {
    throw new BrokenCarError('These bytes are no CAR file.', { cause })
  })
  const [root, ...others] = await reader.getRoots()
  if (root === undefined || others.length > 0) throw new BrokenCarError('This CAR file has not exactly one root.')
  for await (const block of reader.blocks()) {
    const { code, digest } = block.cid.multihash
    if (code !== sha256Code || !createHash('sha256').update(block.bytes).digest().equals(digest)) {
      throw new BrokenCarError(`Block ${block.cid.toString()} holds other bytes than its CID says.`)
    }
  }

  const blockstore = new MemoryBlockstore()
  const log = Object.assign(() => undefined, { error: () => undefined, trace: () => undefined, enabled: false })
  const components = {
    blockstore,
    logger: { forComponent: () => log },
    getCodec: () => {
      throw new BrokenCarError('Nothing is exported from here.')
    },
  } as unknown as CarComponents
  await car(components).import(reader)
  const files = unixfs({ blockstore })
  const cid = root as Parameters<typeof files.cat>[0]

  return {
    cid: root.toString(),
    async read(path) {
      if (path === '' || path.endsWith('/')) return null
      try {
        const chunks: Uint8Array[] = []
        for await (const chunk of files.cat(cid, { path })) chunks.push(chunk)
        return Buffer.concat(chunks)
      } catch (error) {
        const { name } = error as Error
        if (['NotFoundError', 'DoesNotExistError', 'NotAFileError'].includes(name)) return null
        throw error
      }
    },
  }
}
