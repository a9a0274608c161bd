import type { Player } from '../player'
import type { MediaEventName } from '../wire'

/** What a signal of one attached lesson may use. */
export interface LessonContext {
  readonly player: Player
  /**
   * Records an event of the collector's whenever the video fires one of these (`play pause`), by default under the
   * same name, with the player's whole state; then lets the guards look.
   */
  relay(types: string, name?: MediaEventName, extra?: () => object): void
}
