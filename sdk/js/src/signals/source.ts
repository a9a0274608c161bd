import type { LessonContext } from './context'

/**
 * `loadedmetadata` fires when the media that the element has loaded is known, also when a player loads another one into
 * the same element; `durationchange` fires for a new length, with some players late
 * (https://github.com/videojs/videojs-contrib-hls/issues/212).  Both together tell one change once.
 */
export function watchSource({ player, listen }: LessonContext, opened: (duration: number, source: string) => void): void {
  let known = ''
  const look = (): void => {
    const { duration, source, loaded, video } = player
    const seen = duration + video.currentSrc // with its query, which may name the video and is not told
    if (!loaded || seen === known) return
    known = seen
    opened(duration, source)
  }
  listen('loadedmetadata durationchange', look)
  look()
}
