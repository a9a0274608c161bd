import type { LessonContext } from './context'

/**
 * `play` fires when playback is asked for, `playing` when it really runs (again), `waiting` when data is missing,
 * `pause` when it stopped for whatever reason, `ended` at the end, after a `pause` of its own.
 * Many players also fire `pause` around a seek (https://github.com/videojs/video.js/issues/4744), so nobody may read it as an act of the learner alone.
 */
export function watchPlayback({ player, relay }: LessonContext): void {
  relay('play playing waiting ended')
  relay('pause', 'pause', () => ({ reason: player.takePauseReason() }))
}
