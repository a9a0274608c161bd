import * as native from './native'
import type { PauseReason } from './wire'

const HAVE_FUTURE_DATA = 3
const toMillis = (seconds: number): number => (Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds * 1000)) : 0)

/** A video element in the words of the protocol: whole milliseconds, and nothing that throws. */
export class Player {
  readonly video: HTMLVideoElement
  #pausedFor: PauseReason | undefined

  constructor(video: HTMLVideoElement) {
    this.video = video
  }

  get position(): number {
    return toMillis(native.currentTime(this.video))
  }

  get duration(): number {
    return toMillis(this.video.duration)
  }

  get rate(): number {
    return native.playbackRate(this.video)
  }

  get paused(): boolean {
    return native.paused(this.video)
  }

  get seeking(): boolean {
    return native.seeking(this.video)
  }

  get ended(): boolean {
    return native.ended(this.video)
  }

  /** It should play and cannot, for lack of data. */
  get stalled(): boolean {
    return !this.paused && !this.ended && native.readyState(this.video) < HAVE_FUTURE_DATA
  }

  get inPictureInPicture(): boolean {
    return document.pictureInPictureElement === this.video
  }

  /** Where the media comes from, without the query: signed addresses carry credentials there. */
  get source(): string {
    return this.video.currentSrc.split(/[?#]/, 1)[0]?.slice(0, 512) ?? ''
  }

  pause(reason: PauseReason): void {
    this.#pausedFor = reason
    native.pause(this.video)
  }

  /** Whose the pause is that the browser reports now; a `pause` event comes a task later than the call. */
  takePauseReason(): PauseReason {
    const ours = this.#pausedFor
    this.#pausedFor = undefined
    if (ours) return ours
    if (this.ended) return 'system' // the browser pauses just before `ended`
    // Chrome itself pauses a video that was started muted when the page is hidden.
    return native.visible() ? 'learner' : 'hidden'
  }

  /** Plays on; the browser may refuse without a gesture (autoplay policy), then the learner presses play. */
  play(): void {
    native.play(this.video).catch(() => undefined)
  }

  seekTo(position: number): void {
    native.setCurrentTime(this.video, position / 1000)
  }

  resetRate(): void {
    native.setPlaybackRate(this.video, 1)
  }
}
