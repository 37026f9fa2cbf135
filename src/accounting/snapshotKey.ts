/** Key of a position's snapshot at the end of a block. */
export function snapshotKey(positionId: string, blockNumber: number): string {
  return `${positionId}@${blockNumber}`
}
