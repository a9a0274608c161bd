import type { Player } from '../player'
import type { Scope } from '../scope'
import type { MediaEventName, MediaExtra } from '../wire'

/** What a signal of one attached lesson may use. */
export interface LessonContext {
  readonly player: Player
  readonly scope: Scope
  /** Records the event with the player's whole state, then lets the guards look. */
  emit<Name extends MediaEventName>(name: Name, extra: MediaExtra[Name]): void
}
