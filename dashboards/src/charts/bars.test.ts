import { expect, test } from 'vitest'
import { hourBars } from './bars'

test('hours have a bar for each of what became of them, and the legend names nothing else', () => {
  const bars = hourBars([{ certified: 3, held: 0 }, { certified: 0, held: 0, void: 2 }])
  expect(bars.map(({ data }) => data)).toEqual([
    [3, 0],
    [0, 2],
  ])
})
