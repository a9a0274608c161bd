// A threshold's value with its unit, which its name ends in.
import { counted, lasting } from '../../words/times'

const SECOND = 1000
const UNITS: [suffix: string, write: (value: number) => string][] = [
  ['_ms', (value) => (value < SECOND ? `${value} ms` : lasting(value))],
  ['_percent', (value) => `${value} %`],
  ['_permille', (value) => `${value} ‰`],
  ['', counted],
]

/** Such as 40:00 for minutes and seconds; shorter times are milliseconds. */
export const valueOf = (name: string, value: number): string => UNITS.find(([suffix]) => name.endsWith(suffix))?.[1](value) ?? ''
