import { existsSync, readFileSync } from 'node:fs'

/** Real chain data lies beside the repository, not in it: tests that need it are skipped where it is missing. */
const sharedDataFolder = new URL('../../../../shared/data/', import.meta.url)

/** Whether a folder of the shared data is there: `describe.skipIf(!hasSharedData('...'))`. */
export function hasSharedData(folder: string): boolean {
  return existsSync(new URL(`${folder}/`, sharedDataFolder))
}

/** Reads a file of the shared data as text. */
export function readSharedData(path: string): string {
  return readFileSync(new URL(path, sharedDataFolder), 'utf8')
}
