import { h } from './dom'
import type { Stage } from './stage'
import type { Words } from './text'

/**
 * The message that stands there while the lesson is held for a reason that needs no answer.
 * It can be put aside, so that the rest of the page stays usable; the lesson stays held.
 */
export class Notice {
  #stage: Stage
  #say: Words
  #text = ''
  #hide: (() => void) | undefined

  constructor(stage: Stage, say: Words) {
    this.#stage = stage
    this.#say = say
  }

  /** An empty text takes it away. */
  show(text: string, reason = ''): void {
    if (text === this.#text) return
    this.#text = text
    this.#hide?.()
    this.#hide = undefined
    if (!text) return
    const aside = h('button', { type: 'button', 'data-action': 'aside', onclick: () => this.#hide?.() }, this.#say.aside)
    const body = [h('p', { role: 'status', 'data-hold': reason }, text), h('div', { class: 'row' }, aside)]
    this.#hide = this.#stage.show({ title: this.#say.held, body, notice: true })
  }
}
