import type { SeekGuard } from '../guards/seek'
import type { LessonContext } from './context'

/**
 * `seeking` fires a task after `currentTime` was set, when the element already reports the new position; so the
 * origin is the last position seen before.  A `timeupdate` may come in between (vimeo/player.js #1094): positions
 * read while the element is seeking are not playback.
 */
export function watchSeeking({ player, scope, emit }: LessonContext, guard: SeekGuard, jumped: () => void): void {
  const begin = (): void => {
    emit('seeking', { origin: guard.position })
    jumped()
  }
  scope.listen(player.video, 'seeking', begin, { capture: true })
  scope.listen(player.video, 'seeked', () => emit('seeked', {}), { capture: true })
}
