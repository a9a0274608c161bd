import { expect, test } from 'vitest'
import type { CaseSaid } from '../../api/schema'
import { draftOf } from './steps'

const matter = (source: string, proposal: object | null = null): CaseSaid =>
  ({ signals: [{ source, evidence: ['2026-5'] }], proposal }) as unknown as CaseSaid

test('an order is confirmed by its document, with its day as the day of discovery, whatever is proposed meanwhile', () => {
  const dismissal = { outcome: 'dismissed', document: '2026-9', discovery: null, scope: null, recount: null }
  for (const proposal of [null, dismissal])
    expect(draftOf(matter('order', proposal), 'confirmed', '')).toMatchObject({ document: '2026-5', discovery: 'first_evidence' })
  expect(draftOf(matter('order', dismissal), 'dismissed', '').document).toBe('2026-9')
})

test('a confirmation of what was seen begins with what the first person proposed, or with nothing', () => {
  const proposal = { outcome: 'confirmed', document: '2026-9', discovery: 'flagged', scope: 'affected_classes', recount: null }
  expect(draftOf(matter('probe', proposal), 'confirmed', '')).toMatchObject({ document: '2026-9', discovery: 'flagged', scope: 'affected_classes' })
  expect(draftOf(matter('probe'), 'confirmed', '')).toMatchObject({ document: '', discovery: 'confirmed' })
})
