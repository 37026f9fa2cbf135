const units = ['bytes', 'kB', 'MB', 'GB'] as const

/** `0 bytes`, `812 kB`, `1.2 MB`, `200 MB`: two figures that mean something, thousands as people count them. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (unit < units.length - 1 && value >= 999.5) {
    value /= 1_000
    unit++
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}
