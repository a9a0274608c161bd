import { type Player, toMillis } from '../player'
import type { Scope } from '../scope'

/**
 * Sees that the page is really rendered, by an IntersectionObserver: it tells of a new target in the next rendering
 * step, and a hidden page has none, whatever it says about its visibility.  Video frames would not do: a lesson of still
 * slides shows none for many seconds.  Nor would requestAnimationFrame, which scripts that feign visibility replace by
 * a timer.
 *
 * Where the video really stands, requestVideoFrameCallback says, which no replaced getter of the element changes; it
 * fires once, for the next frame (https://github.com/WICG/video-rvfc/issues/92).
 *
 * Whoever waits for a frame makes the browser run a whole rendering step for it, so there are two of them to a sample
 * (`make bench-sdk`): one of the page after every state that is told, which shows that it is seen from there on, and one
 * of the video just before the next sample, which makes its `shown` recent.
 */
export class FrameWatch {
  #video: HTMLVideoElement
  #page = new IntersectionObserver(() => {
    this.#count++
  })
  #looked = false
  #count = 0
  #shown: number | null = null

  constructor({ video }: Player, scope: Scope) {
    this.#video = video
    scope.onEnd(() => this.#page.disconnect())
  }

  /** Looks where the next frame of the video stands, unless it did so since the last state. */
  look(): void {
    if (this.#looked) return
    this.#looked = true
    this.#video.requestVideoFrameCallback?.((_, { mediaTime }) => (this.#shown = toMillis(mediaTime)))
  }

  /** Since the last call: frames of the page, and where (ms) the last one of the video stands, if there was one. */
  take(): { frames: number; shown: number | null } {
    const told = { frames: this.#count, shown: this.#shown }
    this.#count = 0
    if (this.#shown !== null) this.#looked = false
    this.#shown = null
    this.#page.disconnect()
    this.#page.observe(document.documentElement)
    return told
  }
}
