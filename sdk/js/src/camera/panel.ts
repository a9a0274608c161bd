import type { LivenessDirective } from '../wire'
import type { DirectiveDesk } from '../directives/desk'
import { CSS } from './style'
import { ARROWS } from './text'

/** The camera check: a mirrored preview (by CSS only: what is captured is not), the instruction and the progress. */
export class CheckPanel {
  #desk: DirectiveDesk
  #hide: (() => void) | undefined
  #preview: HTMLVideoElement
  #arrow: HTMLElement
  #cue: HTMLElement
  #progress: HTMLProgressElement
  #step: HTMLElement
  #frame: HTMLElement

  constructor(desk: DirectiveDesk) {
    const { h } = desk.kit
    this.#desk = desk
    this.#preview = h('video', { 'aria-hidden': 'true' })
    this.#arrow = h('span', { class: 'arrow', 'aria-hidden': 'true' })
    this.#cue = h('span', { role: 'status', 'aria-live': 'assertive' })
    this.#progress = h('progress')
    this.#step = h('p', { class: 'soft' })
    this.#frame = h('div')
    desk.stage.wear(CSS)
    this.#preview.muted = true
    this.#preview.playsInline = true
    // The instruction stands first, so that a low screen shows it without scrolling.
    this.#frame.append(h('div', { class: 'cue' }, this.#arrow, this.#cue), this.#preview, this.#progress, this.#step)
  }

  open(stream: MediaStream): void {
    if (this.#preview.srcObject !== stream) this.#preview.srcObject = stream
    this.#hide ??= this.#desk.stage.show({ title: this.#desk.say.face, body: [this.#frame] })
    this.#preview.play().catch(() => undefined)
  }

  /** Look straight ahead; the instruction is there already, so that it is no surprise. */
  getReady({ nonce, action, step, of }: LivenessDirective): void {
    Object.assign(this.#frame.dataset, { liveness: nonce, action })
    this.#step.textContent = this.#desk.kit.fill(this.#desk.say.step, step, of)
    this.#show('front', `${this.#desk.say.front}${this.#desk.say[action]}`, ARROWS[action])
  }

  /** Now: the frame turns green and the pictures are being taken. */
  capture({ action }: LivenessDirective, progress: number): void {
    if (this.#frame.dataset['cue'] !== 'capture') this.#show('capture', this.#desk.say[action], ARROWS[action])
    this.#progress.value = progress
  }

  say(text: string): void {
    this.#show('result', text, '')
  }

  close(): void {
    this.#hide?.()
    this.#hide = undefined
    this.#preview.srcObject = null
  }

  #show(phase: 'front' | 'capture' | 'result', text: string, arrow: string): void {
    this.#frame.dataset['cue'] = phase
    this.#frame.className = phase
    this.#cue.textContent = text
    this.#arrow.textContent = arrow
    this.#progress.value = phase === 'result' ? 1 : 0
  }
}
