/** What is kept of the chains in this browser. Sizes in bytes. */
export interface CacheState {
  readonly bytes: number
  /** What was used longest ago goes first when more than this would be kept. */
  readonly maxBytes: number
  /**
   * `kept`: works. `unavailable`: the browser keeps nothing for this page, so that everything is forgotten when it closes.
   * `full`: the browser has no room for more; what is kept already goes on being used.
   */
  readonly storage: 'kept' | 'unavailable' | 'full'
}
