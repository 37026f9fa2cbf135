/** The tokens that charts draw with. */
export const paletteNames = [
  'paper',
  'ink',
  'soft',
  'rule',
  'you',
  'you-wash',
  'whale',
  'whale-wash',
  'fees',
  'impermanent-loss',
  'rewards',
  'gas',
] as const

/** The tokens' colours as the canvas needs them. */
export type Palette = Readonly<Record<(typeof paletteNames)[number], string>>

/** Reads the colours that hold right now, light or dark. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span')
  element.append(probe)
  const style = getComputedStyle(probe)
  const entries = paletteNames.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, style.color] as const
  })
  probe.remove()
  return Object.fromEntries(entries) as Palette
}

/** A colour with an opacity of 0 to 1. `color` as `getComputedStyle` gives it. */
export function withAlpha(color: string, alpha: number): string {
  const channels = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)/.exec(color)
  return channels ? `rgb(${channels[1]} ${channels[2]} ${channels[3]} / ${alpha})` : color
}
