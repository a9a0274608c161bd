// The steps that a person may take in a case, what each has to be told, and how it is sent.
import { ask, Problem } from '../../api/client'
import type { CaseSaid, DecisionWanted, Operation, StepSaid } from '../../api/schema'
import { stage as stageWords } from '../../words/cases'
import { t } from './words'

export type Act = 'verified' | 'notified' | DecisionWanted['outcome']

const ACTS: Act[] = ['verified', 'notified', 'confirmed', 'dismissed', 'blacklisted', 'exited', 'reinstated']

export interface Draft {
  text: string
  replyUntil: string
  document: string
  reason: string
  discovery: NonNullable<DecisionWanted['discovery']>
  scope: NonNullable<DecisionWanted['scope']>
  recount: NonNullable<DecisionWanted['recount']>
}

export const acts = (matter: CaseSaid): Act[] => ACTS.filter((act) => matter.allowed.includes(act))

export const takesTwo = (act: Act): act is DecisionWanted['outcome'] => act !== 'verified' && act !== 'notified'

/** The number of the document that opened the case, if one did: it is confirmed as it was entered, or not at all. */
export function orderOf(matter: CaseSaid): string | undefined {
  const [first] = matter.signals
  return first?.source === 'order' ? first.evidence[0] : undefined
}

/** What a form begins with: the terms of the proposal or order that waits, so that the second person says the same. */
export function draftOf(matter: CaseSaid, act: Act | '', noticeText: string): Draft {
  const proposal = matter.proposal?.outcome === act ? matter.proposal : null
  const order = act === 'confirmed' ? orderOf(matter) : undefined
  return {
    text: act === 'notified' ? noticeText : '',
    replyUntil: '',
    document: order ?? proposal?.document ?? '',
    reason: '',
    discovery: order ? 'first_evidence' : (proposal?.discovery ?? 'confirmed'),
    scope: proposal?.scope ?? 'affected_hours',
    recount: proposal?.recount ?? 'all',
  }
}

/** Whether a step of the history only proposed a decision, which took a second person to be in force. */
export const isProposal = (matter: CaseSaid, step: StepSaid): boolean =>
  ACTS.some((act) => act === step.step && takesTwo(act)) && !matter.decisions.some((one) => one.entry === step.entry)

/** Whether a decision says the same as the proposal that waits. */
export function agrees(matter: CaseSaid, act: Act, draft: Draft): boolean {
  const proposal = matter.proposal
  if (!proposal || proposal.outcome !== act || proposal.document !== draft.document.trim()) return false
  if (act === 'confirmed') return proposal.discovery === draft.discovery && proposal.scope === draft.scope
  return act !== 'reinstated' || proposal.recount === draft.recount
}

/** What is still to be filled in that the step needs, each by the word that stands beside it. */
export function missing(act: Act, draft: Draft): ('document' | 'reason' | 'notice' | 'seen')[] {
  if (!takesTwo(act)) return draft.text.trim() ? [] : [act === 'notified' ? 'notice' : 'seen']
  return (['document', 'reason'] as const).filter((name) => !draft[name].trim())
}

/** Take the step; rejects with `Problem`. */
export function take(matter: CaseSaid, act: Act, draft: Draft): Promise<CaseSaid> {
  const names = { platform: matter.platform, case: matter.case }
  return ask<CaseSaid>(operation(act), { names, body: body(act, draft) })
}

function operation(act: Act): Operation {
  if (act === 'verified') return 'POST /platforms/{platform}/cases/{case}/verification'
  return act === 'notified' ? 'POST /platforms/{platform}/cases/{case}/notice' : 'POST /platforms/{platform}/cases/{case}/decisions'
}

function body(act: Act, draft: Draft): unknown {
  if (act === 'verified') return { text: draft.text }
  if (act === 'notified') return { text: draft.text, reply_until: draft.replyUntil || null }
  const { reason, discovery, scope, recount } = draft
  return { outcome: act, document: draft.document.trim(), reason, discovery, scope, recount }
}

/** A refusal in the words of the page, where the server's are made for programs. */
export function refusal(error: unknown, matter: CaseSaid): unknown {
  if (!(error instanceof Problem) || error.status !== 409) return error
  if (error.code === 'second_person_needed') return reworded(error, t('refused_second'))
  return error.code === 'not_allowed' ? reworded(error, t('refused_stage', { stage: stageWords(matter.stage) })) : error
}

const reworded = ({ status, code, field, retryAfter }: Problem, detail: string): Problem => new Problem(status, code, detail, '', field, retryAfter)
