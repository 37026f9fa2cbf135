/** Where a log stands on the chain. */
export interface LogPlace {
  readonly blockNumber: number
  readonly logIndex: number
}

/** Order in which logs happened: negative when `a` came first. */
export function compareLogs(a: LogPlace, b: LogPlace): number {
  return a.blockNumber - b.blockNumber || a.logIndex - b.logIndex
}
