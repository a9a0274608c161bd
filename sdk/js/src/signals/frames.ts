import { type Player, toMillis } from '../player'
import type { Scope } from '../scope'

/**
 * Counts the frames that were really shown, by requestVideoFrameCallback: it fires once per shown frame (at most at
 * the screen's rate) and in most browsers not at all while the page is hidden, whatever the page says about its
 * visibility (https://github.com/WICG/video-rvfc/issues/92).  It also says where in the media the frame stands, which
 * is a reading of the rate that a script cannot change by replacing getters of the element.
 */
export class FrameCounter {
  #supported: boolean
  #count = 0
  #shown: number | null = null

  constructor(player: Player, scope: Scope) {
    const { video } = player
    this.#supported = typeof video.requestVideoFrameCallback === 'function'
    if (!this.#supported) return
    let handle = 0
    const next = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      this.#count++
      this.#shown = toMillis(mediaTime)
      handle = video.requestVideoFrameCallback(next)
    }
    handle = video.requestVideoFrameCallback(next)
    scope.onEnd(() => video.cancelVideoFrameCallback(handle))
  }

  /** Frames since the last call, and where (ms) the last of all stands; null where the browser cannot tell (Firefox before 132). */
  take(): { frames: number | null; shown: number | null } {
    const frames = this.#supported ? this.#count : null
    this.#count = 0
    return { frames, shown: this.#shown }
  }
}
