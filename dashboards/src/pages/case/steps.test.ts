import { expect, test } from 'vitest'
import type { CaseSaid } from '../../api/schema'
import { draftOf, isProposal, missing } from './steps'

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

test('a decision of one person is a proposal in the history, and the word of the second person is not', () => {
  const said = { decisions: [{ entry: 'case:3' }] } as unknown as CaseSaid
  const step = (name: string, entry: string) => ({ step: name, at: '', entry, by: 'zhao', text: '' })
  expect(['case:2', 'case:3'].map((entry) => isProposal(said, step('confirmed', entry)))).toEqual([true, false])
  expect(['signal', 'verified', 'notified', 'answered'].some((name) => isProposal(said, step(name, 'case:1')))).toBe(false)
})

test('what a step still needs is named, and nothing that is filled in', () => {
  const draft = { ...draftOf(matter('probe'), 'confirmed', ''), reason: ' ' }
  expect(missing('confirmed', draft)).toEqual(['document', 'reason'])
  expect(missing('confirmed', { ...draft, document: '2026-5' })).toEqual(['reason'])
  expect(missing('verified', draft)).toEqual(['seen'])
  expect(missing('notified', { ...draft, text: 'facts' })).toEqual([])
})
