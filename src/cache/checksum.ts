/** Bytes that the checksum itself takes, at the beginning. */
export const checksumBytes = 4

/** FNV-1a of everything after the checksum: finds bytes that changed, not bytes that somebody changed on purpose. */
export function computeChecksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let index = checksumBytes; index < bytes.length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193)
  }
  return hash >>> 0
}

/** The same of a text's character codes. */
export function computeTextChecksum(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
