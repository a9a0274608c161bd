// Moments and durations as people of the office read them: in China's time, whatever the computer is set to.
import { language, type Language } from '.'

const ZONE = 'Asia/Shanghai'

type Writer = (moment: string | number) => string

/** Writes moments in the language of the page; one formatter for each, because making one takes longer than using it. */
function writer(options: Intl.DateTimeFormatOptions): Writer {
  const made = (one: string): Intl.DateTimeFormat => new Intl.DateTimeFormat(one, { timeZone: ZONE, hourCycle: 'h23', ...options })
  const formats: Record<Language, Intl.DateTimeFormat> = { 'zh-CN': made('zh-CN'), en: made('en-CA') } // 2023-06-01, which nobody misreads
  return (moment) => formats[language.value].format(new Date(moment))
}

/** Date and time to the minute. */
export const atMinute = writer({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })

/** The calendar day of a moment. */
export const onDate = writer({ year: 'numeric', month: '2-digit', day: '2-digit' })

const atTime = writer({ hour: '2-digit', minute: '2-digit' })

/** From one moment to another; the day is said once where it is the same. */
export const between = (start: string, end: string): string =>
  `${atMinute(start)} – ${onDate(start) === onDate(end) ? atTime(end) : atMinute(end)}`

/** The last day of a term that ends before a moment, as terms do at midnight. */
export const lastDay = (end: string): string => onDate(Date.parse(end) - 1)

/** Time to the second. */
export const atSecond = writer({ hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** A day without its year; `day` is as the server says it, 2023-06-01. */
export const onDay = (day: string): string => {
  const [, month = '', date = ''] = day.split('-')
  return `${Number(month)}/${Number(date)}`
}

/** Milliseconds as minutes and seconds, 38:05. */
export const lasting = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export const counted = (number: number): string => new Intl.NumberFormat(language.value).format(number)
