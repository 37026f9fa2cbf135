/** Control, format, private and unassigned characters, lone surrogates, and all that renders as nothing. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu
/** Accents piled up on one letter leave their line. */
const piledMarks = /(\p{M}{2})\p{M}+/gu

/**
 * Makes what a node or a wallet wrote fit to be shown as text: printable characters on one line, at most `maxLength` of
 * them (the last one an ellipsis when there were more).
 */
export function cleanForeignText(text: string, maxLength = 300): string {
  const cleaned = text
    .slice(0, 4 * maxLength)
    .replace(unprintable, ' ')
    .replace(piledMarks, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...cleaned]
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : cleaned
}
