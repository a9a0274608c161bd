import { expect, test } from 'vitest'
import { valueOf } from './thresholds'

test.each([
  ['class_hour_ms', 2_400_000, '40:00'],
  ['late_after_ms', 1000, '0:01'],
  ['batch_every_ms', 999, '999 ms'],
  ['online_cap_percent', 40, '40 %'],
  ['rate_tolerance_permille', 50, '50 ‰'],
  ['photo_tries', 3, '3'],
])('%s of %i is said with its unit', (name, value, words) => {
  expect(valueOf(name, value)).toBe(words)
})
