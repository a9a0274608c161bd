import type { DirectiveDesk } from '../directives/desk'

/** The one purpose for which this SDK asks: face checks and photos while learning. */
export const PURPOSE = 'face_check'

/** Asks for the separate consent to face data; resolves once it is given.  A refusal can be reconsidered any time. */
export async function askConsent(desk: DirectiveDesk): Promise<void> {
  const { holds, kit, say } = desk
  holds.add('consent')
  while (!desk.asking.over) {
    const { version = '', text = {} } = desk.welcome?.consent ?? {}
    const asked = { title: say.consent, text: kit.inLanguage(text, desk.language), name: 'consent', reason: 'consent' } as const
    if ((await kit.choose(desk, { ...asked, buttons: ['give', 'refuse'] })) === 'give') {
      desk.record('consent_given', { purpose: PURPOSE, text_version: version })
      break
    }
    desk.record('consent_withdrawn', { purpose: PURPOSE })
    const declined = { title: say.held, text: say.declined, name: 'action', reason: 'consent' } as const
    await kit.choose(desk, { ...declined, buttons: ['reconsider'] })
  }
  holds.drop('consent')
}
