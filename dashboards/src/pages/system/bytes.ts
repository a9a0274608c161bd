// Sizes as people read them.
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']
const STEP = 1000
const SMALL = 10

/** Such as 3.2 GB; one digit behind the point below ten. */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0)
  const value = bytes / STEP ** power
  return `${value < SMALL && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`
}
