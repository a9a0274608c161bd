import type { LessonContext } from './context'

/**
 * `enterpictureinpicture` and `leavepictureinpicture` fire when the video moves to its own little window or back.
 * Firefox has a window of its own for that and tells nobody (https://github.com/vimeo/player.js/issues/708).
 * There is no event of that name on the wire: the state travels in `pip` of a sample that is taken at once.
 */
export function watchPictureInPicture({ relay }: LessonContext): void {
  relay('enterpictureinpicture leavepictureinpicture', 'sample')
}
