import { type Player, toMillis } from '../player'
import type { Scope } from '../scope'

/**
 * Sees that frames are really shown, by requestVideoFrameCallback: it fires once, for the next frame, and in most
 * browsers not at all while the page is hidden, whatever the page says about its visibility
 * (https://github.com/WICG/video-rvfc/issues/92).  It also says where in the media the frame stands, which is a reading
 * of the rate that a script cannot change by replacing getters of the element.
 *
 * Whoever waits for a frame makes the browser run a whole rendering step for it, so frames are waited for one by one
 * and not all (`make bench-sdk`): one after every state that is told, which shows that the page is seen from there on,
 * and one just before the next sample, which makes its `shown` recent.
 */
export class FrameWatch {
  #video: HTMLVideoElement
  #supported: boolean
  #waiting = 0
  #count = 0
  #shown: number | null = null

  constructor({ video }: Player, scope: Scope) {
    this.#video = video
    this.#supported = typeof video.requestVideoFrameCallback === 'function'
    scope.onEnd(() => this.#waiting && video.cancelVideoFrameCallback(this.#waiting))
  }

  /** Looks at the next frame that is shown. */
  next(): void {
    if (!this.#supported || this.#waiting) return
    this.#waiting = this.#video.requestVideoFrameCallback((_, { mediaTime }) => {
      this.#waiting = 0
      this.#count++
      this.#shown = toMillis(mediaTime)
    })
  }

  /** Frames seen since the last call, and where (ms) the last of all stands; null where the browser cannot tell (Firefox before 132). */
  take(): { frames: number | null; shown: number | null } {
    const frames = this.#supported ? this.#count : null
    this.#count = 0
    this.next()
    return { frames, shown: this.#shown }
  }
}
