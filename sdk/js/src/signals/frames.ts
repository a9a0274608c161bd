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
 * Whoever waits for a frame makes the browser run a whole rendering step for it, so they are waited for one by one
 * (`make bench-sdk`): after every state that is told, which shows that the page is seen from there on, and just before
 * the next sample, which makes its `shown` recent.
 */
export class FrameWatch {
  #video: HTMLVideoElement
  #page = new IntersectionObserver(() => {
    this.#count++
  })
  #waiting = 0
  #count = 0
  #shown: number | null = null

  constructor({ video }: Player, scope: Scope) {
    this.#video = video
    scope.onEnd(() => this.#page.disconnect())
  }

  /** Looks at the next frame of the page and of the video. */
  next(): void {
    this.#page.disconnect()
    this.#page.observe(document.documentElement)
    if (this.#waiting) return
    const wait = this.#video.requestVideoFrameCallback?.((_, { mediaTime }) => {
      this.#waiting = 0
      this.#shown = toMillis(mediaTime)
    })
    this.#waiting = wait ?? 0
  }

  /** Since the last call: frames of the page, and where (ms) the last one of the video stands, if there was one. */
  take(): { frames: number; shown: number | null } {
    const told = { frames: this.#count, shown: this.#shown }
    this.#count = 0
    this.#shown = null
    this.next()
    return told
  }
}
