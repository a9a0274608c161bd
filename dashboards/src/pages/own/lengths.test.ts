import { afterEach, expect, test } from 'vitest'
import { speak } from '../../words'
import { length } from './lengths'

afterEach(() => speak('zh-CN'))

test('below a minute seconds are said, and from one on whole minutes that were reached', () => {
  expect([0, 59_400, 60_000, 119_999, 2_400_000].map(length)).toEqual(['0秒', '59秒', '1分钟', '1分钟', '40分钟'])
})

test('English says the same', () => {
  speak('en')
  expect(length(2_405_000)).toBe('40 min')
})
