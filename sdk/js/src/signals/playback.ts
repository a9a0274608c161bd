import type { LessonContext } from './context'

/**
 * `play` fires when playback is asked for, `playing` when it really runs (again), `waiting` when data is missing,
 * `pause` when it stopped for whatever reason, `ended` at the end, after a `pause` of its own.
 * Many players also fire `pause` around a seek (video.js #4744), so nobody may read it as an act of the learner alone.
 */
export function watchPlayback({ player, scope, emit }: LessonContext): void {
  const on = (type: 'play' | 'playing' | 'waiting' | 'ended'): void =>
    scope.listen(player.video, type, () => emit(type, {}), { capture: true })
  on('play')
  on('playing')
  on('waiting')
  on('ended')
  scope.listen(player.video, 'pause', () => emit('pause', { reason: player.takePauseReason() }), { capture: true })
}
