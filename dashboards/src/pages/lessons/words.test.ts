import { expect, test } from 'vitest'
import { whose } from './words'

test.each([
  ['platform/p-1', '平台p-1'],
  ['institution/north/east', '机构north/east'],
  ['', '办公室'],
  ['somebody', 'somebody'],
])('whose a course is, in words: %s', (name, words) => {
  expect(whose(name)).toBe(words)
})
