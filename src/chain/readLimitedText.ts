/** A reply was cut off from our side, because it was longer than it may be. */
export class ReplyTooLargeError extends Error {}

/**
 * Reads a body as text and stops at the cap: a reply can be huge, or never end.
 *
 * @throws ReplyTooLargeError past `maxBytes`; what `fetch` rejects with when the reply breaks off or is aborted.
 */
export async function readLimitedText(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  const parts: string[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > maxBytes) {
      void reader.cancel().catch(() => undefined)
      throw new ReplyTooLargeError()
    }
    parts.push(decoder.decode(value, { stream: true }))
  }
  parts.push(decoder.decode())
  return parts.join('')
}
