import type { LessonContext } from './context'

/**
 * `fullscreenchange` fires at the document when the player, or anything else of the page, fills the screen or stops to.
 * An iPhone fires `webkitbeginfullscreen` at the video instead (https://github.com/videojs/video.js/pull/3644).
 * There is no event of that name on the wire: the state travels in `fullscreen` of a sample that is taken at once.
 */
export function watchFullscreen({ relay }: LessonContext): void {
  relay('webkitbeginfullscreen webkitendfullscreen', 'sample')
  relay('fullscreenchange', 'sample', undefined, document)
}
