import { type Language, type Status, inLanguage } from '../wire'
import { h } from './dom'
import type { Stage } from './stage'
import type { Words } from './text'

const CONTROLS_HEIGHT = 72

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A small sign in the corner: how much is credited and what comes next.  A press folds it; it makes way for controls. */
export class Chip {
  #say: Words
  #language: Language
  #badge: string
  #time = h('strong', { 'data-credited': '' })
  #next = h('span', { 'data-next': '' })
  #button = h('button', { type: 'button', 'aria-expanded': 'true', onclick: () => this.#fold() }, this.#time, this.#next)
  #box = h('div', { class: 'chip' }, this.#button)

  constructor(stage: Stage, say: Words, language: Language, badge: string) {
    this.#say = say
    this.#language = language
    this.#badge = badge
    this.#button.setAttribute('aria-label', say.chip)
    this.#box.hidden = true // until there is something to say
    stage.root.append(this.#box)
  }

  update({ credited_ms, required_ms, next }: Status): void {
    this.#box.hidden = false
    const time = `${this.#say.credited} ${clock(credited_ms)} / ${clock(required_ms)}`
    this.#time.textContent = this.#badge ? `${time} · ${this.#badge}` : time
    this.#next.textContent = inLanguage(next, this.#language)
    this.#button.setAttribute('aria-label', `${this.#say.chip}: ${this.#time.textContent} ${this.#next.textContent}`)
  }

  /** Goes to the top corner when it would lie over the bottom of the player. */
  avoid(video: HTMLVideoElement): void {
    const { bottom, right } = video.getBoundingClientRect()
    const covers = right > innerWidth - 360 && bottom > innerHeight - CONTROLS_HEIGHT && bottom < innerHeight + CONTROLS_HEIGHT
    this.#box.classList.toggle('top', covers)
  }

  #fold(): void {
    this.#next.hidden = !this.#next.hidden
    this.#button.setAttribute('aria-expanded', String(!this.#next.hidden))
  }
}
