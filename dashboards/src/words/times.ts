// Moments and durations as people of the office read them: in China's time, whatever the computer is set to.
import { language } from '.'

const ZONE = 'Asia/Shanghai'

const written = (moment: string | number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language.value, { timeZone: ZONE, hourCycle: 'h23', ...options }).format(new Date(moment))

/** Date and time to the minute. */
export const atMinute = (moment: string | number): string =>
  written(moment, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })

/** Time to the second. */
export const atSecond = (moment: string | number): string =>
  written(moment, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

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
