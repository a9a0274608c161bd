import { expect, test } from 'vitest'
import { sizeOf } from './bytes'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_000_000, '12 MB'],
  [3_200_000_000, '3.2 GB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (bytes, words) => {
  expect(sizeOf(bytes)).toBe(words)
})
