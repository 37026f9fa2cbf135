const maxLength = 300

/** Control characters, zero-width and bidirectional marks: nothing of a stranger's text may change how ours is shown. */
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g

/** Makes what a node or wallet wrote fit for `details`: printable characters on one line, at most 300 of them. */
export function cleanNodeText(text: string): string {
  const cleaned = text
    .slice(0, 4 * maxLength)
    .replace(unprintable, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return cleaned.length > maxLength ? `${cleaned.slice(0, maxLength - 1)}…` : cleaned
}
