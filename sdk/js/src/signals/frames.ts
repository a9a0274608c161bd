import type { Player } from '../player'
import type { Scope } from '../scope'

/**
 * Counts the frames that were really shown, by requestVideoFrameCallback: it fires once per shown frame (at most at
 * the screen's rate) and not at all while the page is hidden, whatever the page says about its visibility.
 */
export class FrameCounter {
  #supported: boolean
  #count = 0

  constructor(player: Player, scope: Scope) {
    const { video } = player
    this.#supported = typeof video.requestVideoFrameCallback === 'function'
    if (!this.#supported) return
    let handle = 0
    const next = (): void => {
      this.#count++
      handle = video.requestVideoFrameCallback(next)
    }
    handle = video.requestVideoFrameCallback(next)
    scope.onEnd(() => video.cancelVideoFrameCallback(handle))
  }

  /** Frames since the last call; null where the browser cannot tell (Firefox before 132). */
  take(): number | null {
    const count = this.#count
    this.#count = 0
    return this.#supported ? count : null
  }
}
