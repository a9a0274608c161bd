import { afterEach, expect, test } from 'vitest'
import { speak } from '../../words'
import { kindOf, KINDS, periodsUntil, said } from './periods'

afterEach(() => speak('zh-CN'))

test('the latest period is the one in which the day lies, on its first and on its last day', () => {
  const latest = (day: string): (string | undefined)[] => KINDS.map((kind) => periodsUntil(kind, day)[0])
  expect(latest('2023-01-01')).toEqual(['2023-01', '2023-Q1', '2023-H1', '2023'])
  expect(latest('2023-06-30')).toEqual(['2023-06', '2023-Q2', '2023-H1', '2023'])
  expect(latest('2023-07-01')).toEqual(['2023-07', '2023-Q3', '2023-H2', '2023'])
  expect(latest('2023-12-31')).toEqual(['2023-12', '2023-Q4', '2023-H2', '2023'])
})

test('periods go back over the turn of the year', () => {
  expect(periodsUntil('month', '2023-02-10').slice(0, 3)).toEqual(['2023-02', '2023-01', '2022-12'])
  expect(periodsUntil('quarter', '2023-02-10').slice(0, 3)).toEqual(['2023-Q1', '2022-Q4', '2022-Q3'])
})

test('a period is told by its name', () => {
  for (const kind of KINDS) expect(periodsUntil(kind, '2023-05-05').map(kindOf)).toContain(kind)
})

test('periods are called as people call them', () => {
  const names = ['2023-03', '2023-Q1', '2023-H2', '2023', '2023-03-09']
  expect(names.map(said)).toEqual(['2023年3月', '2023年第一季度', '2023年下半年', '2023年', '3/9'])
  speak('en')
  expect(names.map(said)).toEqual(['March 2023', 'Q1 2023', 'H2 2023', '2023', '3/9'])
})
