import { PRICE_SERVICE } from '../config/priceService'

/** What the price service said of one token at one time: USD for one whole token, times in seconds. `null` is what it did not say. */
export interface ServiceRecord {
  readonly price: number
  readonly timestamp: number
  /** From 0 to 1. */
  readonly confidence: number | null
  readonly decimals: number | null
}

/** A price that can be used, or why there is none. */
export type ServiceAnswer =
  { readonly price: number; readonly timestamp: number; readonly confidence: number } | { readonly why: string }

/** Confidence below which a price of the service counts as unknown. */
export const minServiceConfidence = 0.9

/** Seconds that a price of the service may be away from its block, earlier or later. The service writes about once an hour. */
export const maxServiceDistance = 3_600

/**
 * Judges what the price service said: near the block's time, sure enough, and of the same decimals as the token itself (else it prices
 * another quantity). What it does not say is not taken for granted.
 */
export function judgeServicePrice(
  record: ServiceRecord | null,
  asked: { readonly timestamp: number; readonly decimals: number },
): ServiceAnswer {
  const { name } = PRICE_SERVICE
  if (record === null) return { why: `${name} has no price of it for that time` }
  const { price, timestamp, confidence, decimals } = record
  if (Math.abs(timestamp - asked.timestamp) > maxServiceDistance) {
    return { why: `the nearest price that ${name} has is more than an hour away from the block` }
  }
  if (confidence === null) return { why: `${name} does not say how sure it is of its price` }
  if (confidence < minServiceConfidence) {
    return { why: `${name} is less than ${minServiceConfidence * 100} % sure of its price` }
  }
  if (decimals !== asked.decimals) return { why: `${name} counts the token in other units than the token itself does` }
  return { price, timestamp, confidence }
}
