import type { DirectiveDesk } from '../directives/desk'

/** The one purpose for which this SDK asks: face checks and photos while learning. */
const PURPOSE = 'face_check'

/**
 * Asks for the separate consent to face data; resolves once it is given.  A refusal can be reconsidered any time, and
 * so can a withdrawal, which is where this begins when the consent was `refused` already.
 */
export async function askConsent(desk: DirectiveDesk, refused: boolean): Promise<void> {
  const { holds, kit, say } = desk
  const { version = '', text } = desk.welcome?.consent ?? {}
  holds.add('consent')
  for (;;) {
    if (refused) await kit.choose(desk, 'consent', say.consent, say.declined, 'reconsider')
    if ((await kit.choose(desk, 'consent', say.consent, desk.translate(text), 'give', 'refuse')) === 'give') break
    takeBack(desk)
    refused = true
  }
  desk.record('consent_given', { purpose: PURPOSE, text_version: version })
  holds.drop('consent')
}

/** Says what follows from taking the consent back, and resolves with whether the learner did. */
export async function askWithdrawal(desk: DirectiveDesk): Promise<boolean> {
  const { holds, kit, say } = desk
  holds.add('consent')
  const sure = (await kit.choose(desk, 'consent', say.withdraw, say.withdrawal, 'keep', 'withdraw')) === 'withdraw'
  if (sure) takeBack(desk)
  else holds.drop('consent')
  return sure
}

function takeBack(desk: DirectiveDesk): void {
  desk.record('consent_withdrawn', { purpose: PURPOSE })
}
