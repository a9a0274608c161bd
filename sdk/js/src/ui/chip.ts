import type { DirectiveDesk } from '../directives/desk'
import type { Status } from '../wire'

const CSS = `
.chip{position:fixed;right:12px;bottom:12px;z-index:2147483000;max-width:min(22rem,calc(100vw - 24px))}
.chip.top{bottom:auto;top:12px}
.chip button{display:flex;gap:.5rem;align-items:center;text-align:start;border-radius:24px;font-size:.875rem;box-shadow:0 1px 4px rgb(0 0 0/.3)}
.chip [hidden]{display:none}
`

const CONTROLS_HEIGHT = 72

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A small sign in the corner: how much is credited and what comes next.  A press folds it; it makes way for controls. */
export class Chip {
  #desk: DirectiveDesk
  #time: HTMLElement
  #next: HTMLElement
  #button: HTMLElement
  #box: HTMLElement

  constructor(desk: DirectiveDesk) {
    const { h } = desk.kit
    this.#desk = desk
    this.#time = h('strong', { 'data-credited': '' })
    this.#next = h('span', { 'data-next': '' })
    const onclick = (): void => this.#fold()
    this.#button = h('button', { type: 'button', 'aria-expanded': 'true', onclick }, this.#time, this.#next)
    this.#box = h('div', { class: 'chip' }, this.#button)
    this.#box.hidden = true // until there is something to say
    desk.stage.wear(CSS)
    desk.stage.root.append(this.#box)
  }

  update({ credited_ms, required_ms, next }: Status): void {
    this.#box.hidden = false
    const { say, welcome, kit, language } = this.#desk
    const time = `${say.credited} ${clock(credited_ms)} / ${clock(required_ms)}`
    this.#time.textContent = welcome?.purpose === 'demonstration' ? `${time} · ${say.demonstration}` : time
    this.#next.textContent = kit.inLanguage(next, language)
    this.#button.setAttribute('aria-label', `${say.chip}: ${this.#time.textContent} ${this.#next.textContent}`)
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
