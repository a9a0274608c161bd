import { afterEach, expect, test } from 'vitest'
import { bilingual, language, said, speak } from '.'
import { atMinute, between, lastDay, lasting, onDay } from './times'

const t = bilingual({ 'zh-CN': { waiting: '待处理{number}件' }, en: { waiting: '{number} waiting' } })

afterEach(() => speak('zh-CN'))

test('words are Chinese until English is asked for', () => {
  expect(t('waiting', { number: 3 })).toBe('待处理3件')
  speak('en')
  expect(t('waiting', { number: 3 })).toBe('3 waiting')
})

test('the language that was chosen is remembered and told to the browser', () => {
  speak('en')
  expect(localStorage.getItem('console.language')).toBe('en')
  expect(document.documentElement.lang).toBe('en')
  expect(language.value).toBe('en')
})

test('two pages may use the same key for different words', () => {
  const other = bilingual({ 'zh-CN': { waiting: '等待' }, en: { waiting: 'wait' } })
  expect([t('waiting', { number: 1 }), other('waiting')]).toEqual(['待处理1件', '等待'])
})

test('what the server says only in Chinese is said in Chinese', () => {
  speak('en')
  expect(said({ 'zh-CN': '已认定' })).toBe('已认定')
  expect(said(undefined)).toBe('')
})

test('times are those of China, wherever the computer stands', () => {
  expect(atMinute('2023-06-01T16:05:00Z')).toBe('2023/06/02 00:05')
})

test('a span says its day once, and both where it ends on another one', () => {
  expect(between('2023-06-01T01:00:00Z', '2023-06-01T01:40:00Z')).toBe('2023/06/01 09:00 – 09:40')
  expect(between('2023-06-01T15:30:00Z', '2023-06-01T16:10:00Z')).toBe('2023/06/01 23:30 – 2023/06/02 00:10')
})

test('a term that ends at midnight in China has its last day before it', () => {
  expect(lastDay('2023-06-01T16:00:00Z')).toBe('2023/06/01')
  expect(lastDay('2023-06-01T16:00:00.001Z')).toBe('2023/06/02')
})

test('durations and days read as people say them', () => {
  expect([lasting(0), lasting(59_600), lasting(2_405_000)]).toEqual(['0:00', '1:00', '40:05'])
  expect(onDay('2023-06-01')).toBe('6/1')
})
