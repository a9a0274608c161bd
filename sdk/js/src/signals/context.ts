import type { Player } from '../player'
import type { MediaEventName, PageState } from '../wire'

/** What a signal of one attached lesson may use. */
export interface LessonContext {
  readonly player: Player
  /** Hears events of the video, or of another target, before the player can stop them. */
  listen(types: string, work: (event: Event) => void, target?: EventTarget): void
  /**
   * Records an event of the collector's whenever one of these (`play pause`) fires, by default under the same name,
   * with the player's whole state; then lets the guards look.
   */
  relay(types: string, name?: MediaEventName, extra?: () => object, target?: EventTarget): void
}

/** Tells what became of the whole page, and for how long (ms) nothing ran in it. */
export type TellPage = (state: PageState, away?: number) => void
