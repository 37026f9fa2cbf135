import type { Address, Hex } from '../domain/primitives'
import type { LogFilter } from './chainClient'

/** Where a filter's longest list of alternatives stands: `-1` is the address, else the index of the topic. */
function longestList(filter: LogFilter): { readonly position: number; readonly length: number } {
  let longest = { position: -1, length: Array.isArray(filter.address) ? filter.address.length : 0 }
  filter.topics.forEach((topic, position) => {
    if (Array.isArray(topic) && topic.length > longest.length) longest = { position, length: topic.length }
  })
  return longest
}

/** Number of alternatives in a filter's longest list of addresses or topics; 0 when it has none. */
export function countAlternatives(filter: LogFilter): number {
  return longestList(filter).length
}

/** Splits a filter into ones whose lists have at most `max` entries and which together match the same logs. */
export function splitFilter(filter: LogFilter, max: number): readonly LogFilter[] {
  const { position, length } = longestList(filter)
  if (length <= max) return [filter]
  const list = (position === -1 ? filter.address : filter.topics[position]) as readonly (Address | Hex)[]
  const parts: LogFilter[] = []
  for (let start = 0; start < list.length; start += max) {
    const part = list.slice(start, start + max)
    const narrower =
      position === -1
        ? { ...filter, address: part }
        : { ...filter, topics: filter.topics.map((topic, index) => (index === position ? part : topic)) }
    parts.push(...splitFilter(narrower, max))
  }
  return parts
}
