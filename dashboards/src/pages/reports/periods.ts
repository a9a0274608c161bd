// The periods about which one may ask, as the server names them: 2023-03, 2023-Q1, 2023-H1, 2023.
import { language } from '../../words'

export const KINDS = ['month', 'quarter', 'half', 'year'] as const
export type Kind = (typeof KINDS)[number]

const MONTHS: Record<Kind, number> = { month: 1, quarter: 3, half: 6, year: 12 }
const OFFERED: Record<Kind, number> = { month: 24, quarter: 12, half: 6, year: 5 }

const name = (kind: Kind, year: number, number: number): string =>
  ({ month: `${year}-${String(number).padStart(2, '0')}`, quarter: `${year}-Q${number}`, half: `${year}-H${number}`, year: `${year}` })[kind]

/** The periods of a kind that have begun by a day (2023-06-01), the latest first. */
export function periodsUntil(kind: Kind, day: string): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const each = 12 / MONTHS[kind]
  const latest = year * each + Math.ceil(month / MONTHS[kind]) - 1
  return Array.from({ length: OFFERED[kind] }, (_, back) => name(kind, Math.floor((latest - back) / each), ((latest - back) % each) + 1))
}

export const kindOf = (period: string): Kind =>
  period.includes('Q') ? 'quarter' : period.includes('H') ? 'half' : period.includes('-') ? 'month' : 'year'

const MONTH_NAMES = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' })

/** A period, or a day, as people call it. */
export function said(period: string): string {
  const [year = '', part = '', day = ''] = period.split('-')
  if (day) return `${Number(part)}/${Number(day)}`
  if (!part) return language.value === 'en' ? year : `${year}年`
  const number = Number(part.replace(/\D/, ''))
  if (language.value === 'en') return part < 'A' ? `${MONTH_NAMES.format(Date.UTC(2000, number - 1))} ${year}` : `${part} ${year}`
  if (part.startsWith('Q')) return `${year}年第${'一二三四'[number - 1]}季度`
  return part.startsWith('H') ? `${year}年${'上下'[number - 1]}半年` : `${year}年${number}月`
}
