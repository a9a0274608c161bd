import { now } from '../clock'
import type { SeekGuard } from '../guards/seek'
import type { LessonContext } from './context'

/**
 * `seeking` fires a task after `currentTime` was set, when the element already reports the new position; so the
 * origin is the last position seen before, and what may have been played since.  A `timeupdate` may come in between
 * (https://github.com/vimeo/player.js/issues/1094): positions read while the element is seeking are not playback.
 */
export function watchSeeking({ player, relay }: LessonContext, guard: SeekGuard): void {
  relay('seeking', 'seeking', () => ({ origin: guard.origin(now(), player.paused) }))
  relay('seeked')
}
