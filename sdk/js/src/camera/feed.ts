import type { Scope } from '../scope'
import { cameraFailure, type Hints, trackHints, watchTrack } from './track'
import type { CameraState } from '../wire'

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 }, facingMode: 'user' },
}
export const WIDTH = 480
export const HEIGHT = 360
const QUALITY = 0.75
const LOWER_QUALITY = 0.45
const MOST_BYTES = 150_000

export type { Hints }
export type StateHandler = (state: CameraState, hints: Hints) => void

/**
 * The learner's camera, opened only after consent and kept open while the lesson lasts.
 *
 * Pictures are taken from a video element outside the document by timers and messages: a hidden page still gets
 * fresh ones that way, while animation frames stand still.
 */
export class CameraFeed {
  #scope: Scope
  #changed: StateHandler
  #video = document.createElement('video')
  #canvas = document.createElement('canvas')
  stream: MediaStream | undefined
  #opening: Promise<boolean> | undefined
  #use: Scope | undefined

  constructor(scope: Scope, changed: StateHandler) {
    this.#scope = scope
    this.#changed = changed
    this.#video.muted = true
    this.#video.playsInline = true
    this.#canvas.width = WIDTH
    this.#canvas.height = HEIGHT
    scope.onEnd(() => this.close())
  }

  get hints(): Hints {
    return trackHints(this.stream?.getVideoTracks()[0])
  }

  /** Opens the camera, or says why not; calls at the same time share one prompt. */
  open(): Promise<boolean> {
    if (this.stream) return Promise.resolve(true)
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  /** Lets go of the camera; one that is still being opened is let go of as soon as it is there. */
  close(state: CameraState = 'off'): void {
    const { hints, stream } = this
    this.#use?.end()
    this.stream = undefined
    this.#video.srcObject = null
    if (stream) this.#changed(state, hints)
  }

  /** One JPEG of 480×360, not mirrored. */
  async picture(): Promise<Blob> {
    const { videoWidth: width, videoHeight: height } = this.#video
    const context = this.#canvas.getContext('2d')
    if (!context || !width) throw new Error('no picture')
    // Cut to 4:3 from the middle, so that a wide camera does not squeeze the face.
    const scale = Math.min(width / WIDTH, height / HEIGHT)
    const [w, h] = [WIDTH * scale, HEIGHT * scale]
    context.drawImage(this.#video, (width - w) / 2, (height - h) / 2, w, h, 0, 0, WIDTH, HEIGHT)
    const blob = await this.#encode(QUALITY)
    return blob.size <= MOST_BYTES ? blob : this.#encode(LOWER_QUALITY)
  }

  async #open(): Promise<boolean> {
    const use = (this.#use = this.#scope.child())
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED)
      use.onEnd(() => stream.getTracks().forEach((track) => track.stop()))
      this.#video.srcObject = stream
      await this.#video.play()
      if (use.over) return false
      this.stream = stream
      for (const track of stream.getTracks()) watchTrack(track, use, () => this.close('lost'))
    } catch (error) {
      if (use.over) return false
      use.end()
      this.#changed(cameraFailure(error), { label: '', kind: '' })
      return false
    }
    this.#changed('on', this.hints)
    return true
  }

  #encode(quality: number): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.#canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no JPEG'))), 'image/jpeg', quality)
    })
  }
}
