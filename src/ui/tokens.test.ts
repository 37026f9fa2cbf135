import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const themes = ['light', 'dark'] as const

/** A token's colour, as `#rrggbb`. */
function colourOf(token: string, theme: (typeof themes)[number]): string {
  const [, light, dark] = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css) ?? []
  const colour = theme === 'light' ? light : dark
  if (colour === undefined) throw new Error(`There is no colour --${token}.`)
  return colour
}

/** Relative luminance: what is left of a colour in grey. https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function computeLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = parseInt(colour.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function computeContrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other].map(computeLuminance).sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe.each(themes)('colours on %s paper', (theme) => {
  const colour = (token: string) => colourOf(token, theme)

  it('you and the whale differ in lightness, so that they hold in grey', () => {
    expect(computeContrast(colour('you'), colour('whale'))).toBeGreaterThan(1.4)
  })

  it.each(['ink', 'soft', 'you', 'whale', 'fees', 'impermanent-loss', 'rewards', 'gas'])(
    '%s can be read as text',
    (token) => {
      expect(computeContrast(colour(token), colour('paper'))).toBeGreaterThanOrEqual(4.5)
    },
  )

  it('text of both identities can be read on its own wash', () => {
    for (const side of ['you', 'whale']) {
      expect(computeContrast(colour(side), colour(`${side}-wash`))).toBeGreaterThanOrEqual(4.5)
    }
  })
})
