import { call, read, visible, write } from './native'
import type { PauseReason } from './wire'

const HAVE_FUTURE_DATA = 3
/** Whole milliseconds; nothing for a length that is not known or endless. */
export const toMillis = (seconds: number): number => (Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds * 1000)) : 0)

/** A video element in the words of the protocol: whole milliseconds, and nothing that throws. */
export class Player {
  readonly video: HTMLVideoElement
  #pausedFor: PauseReason | undefined

  constructor(video: HTMLVideoElement) {
    this.video = video
  }

  get position(): number {
    return toMillis(read(this.video, 'currentTime'))
  }

  /** Length and source are known. */
  get loaded(): boolean {
    return read(this.video, 'readyState') > 0
  }

  /** How much (ms) the browser's own record says was played; playing it twice adds nothing. */
  get played(): number {
    const ranges = read(this.video, 'played')
    let sum = 0
    for (let index = 0; index < ranges.length; index++) sum += ranges.end(index) - ranges.start(index)
    return toMillis(sum)
  }

  get duration(): number {
    return toMillis(read(this.video, 'duration'))
  }

  get rate(): number {
    return read(this.video, 'playbackRate')
  }

  get paused(): boolean {
    return read(this.video, 'paused')
  }

  get seeking(): boolean {
    return read(this.video, 'seeking')
  }

  /** It should play and cannot, for lack of data. */
  get stalled(): boolean {
    return !this.paused && !this.#ended && read(this.video, 'readyState') < HAVE_FUTURE_DATA
  }

  get inPictureInPicture(): boolean {
    return document.pictureInPictureElement === this.video
  }

  /** Something of the page fills the screen; an iPhone has only the video itself do so. */
  get fullscreen(): boolean {
    return !!(document.fullscreenElement ?? (this.video as { webkitDisplayingFullscreen?: boolean }).webkitDisplayingFullscreen)
  }

  /** Where the media comes from, without the query: signed addresses carry credentials there. */
  get source(): string {
    return read(this.video, 'currentSrc').replace(/[?#].*/, '').slice(0, 512)
  }

  pause(reason: PauseReason): void {
    this.#pausedFor = reason
    void call(this.video, 'pause')
  }

  /** Whose the pause is that the browser reports now; a `pause` event comes a task later than the call. */
  takePauseReason(): PauseReason {
    const ours = this.#pausedFor
    this.#pausedFor = undefined
    if (ours) return ours
    if (this.#ended) return 'system' // the browser pauses just before `ended`
    // Chrome itself pauses a video that was started muted when the page is hidden.
    return visible() ? 'learner' : 'hidden'
  }

  /** Plays on; the browser may refuse without a gesture (autoplay policy), then the learner presses play. */
  play(): void {
    call(this.video, 'play')?.catch(() => undefined)
  }

  seekTo(position: number): void {
    write(this.video, 'currentTime', position / 1000)
  }

  resetRate(): void {
    write(this.video, 'playbackRate', 1)
  }

  get #ended(): boolean {
    return read(this.video, 'ended')
  }
}
