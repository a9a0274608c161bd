import { now } from '../clock'
import { visible } from '../native'
import { askPopup } from '../ui/popup'
import type { PopupDirective } from '../wire'
import type { DirectiveDesk } from './desk'

/** Asks, and tells what was answered; the caller holds the lesson before and lets it play on after. */
export async function runPopup(
  directive: PopupDirective,
  desk: DirectiveDesk,
  takePhoto: (nonce: string) => void,
): Promise<void> {
  const { nonce, photo_nonce } = directive
  const shown = now()
  const asking = askPopup(directive, desk)
  desk.record('popup_presented', { nonce, held: desk.still, visible: visible() })
  desk.refreshed()
  if (photo_nonce) takePhoto(photo_nonce)
  const answer = await asking
  if (answer) desk.record('popup_answered', { nonce, ...answer, latency: now() - shown })
  else desk.record('popup_expired', { nonce })
}
