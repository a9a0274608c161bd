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
  #reason = ''
  #hide: (() => void) | undefined

  constructor(stage: Stage, say: Words) {
    this.#stage = stage
    this.#say = say
  }

  /** An empty text takes it away. */
  show(text: string, reason = ''): void {
    if (text === this.#text) return
    this.#aside()
    this.#text = text
    this.#reason = reason
    this.again()
  }

  /** Shows it once more when it was put aside. */
  again(): void {
    if (!this.#text || this.#hide) return
    const button = { 'data-action': 'aside', onclick: () => this.#aside() }
    const text = h('p', { id: 'im-text', role: 'status', 'data-hold': this.#reason }, this.#text)
    const body = [text, h('div', { class: 'row' }, h('button', button, this.#say.aside))]
    const title = this.#say[`title_${this.#reason}` as keyof Words] || this.#say.held
    this.#hide = this.#stage.show({ title, body, notice: true })
  }

  #aside(): void {
    this.#hide?.()
    this.#hide = undefined
  }
}
