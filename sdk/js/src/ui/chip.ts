import type { Faces } from '../camera/faces'
import type { DirectiveDesk } from '../directives/desk'
import type { Status } from '../wire'

const CSS = `
.chip{position:fixed;right:12px;bottom:12px;z-index:2147483000;max-width:min(22em,100vw - 24px);max-height:90vh;overflow:auto;padding:0 1em;font-size:.875em}
.chip.top{bottom:auto;top:12px}
summary{padding:.75em 0;font-weight:600}
.chip button{border:0;padding:0;color:var(--im-soft);text-decoration:underline}
`

const CONTROLS_HEIGHT = 72
const NARROW = 600

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/**
 * A small sign in the corner: how much is credited and how much was not, and, unfolded, what comes next, why something
 * did not count, and where the consent is taken back.  It makes way for the player's controls.
 */
export class Chip {
  #desk: DirectiveDesk
  #time: HTMLElement
  #next: HTMLElement
  #lost: HTMLElement
  #box: HTMLDetailsElement

  constructor(desk: DirectiveDesk, faces: Faces) {
    const { h } = desk.kit
    const { say } = desk
    this.#desk = desk
    this.#time = h('summary', { 'data-credited': '' })
    this.#next = h('p', { 'data-next': '' })
    this.#lost = h('p', { 'data-uncounted': '' })
    const onclick = (): void => desk.asking.go(faces.withdraw())
    const withdraw = h('button', { 'data-action': 'withdraw', onclick }, say.withdraw)
    this.#box = h('details', { class: 'chip', 'aria-label': say.chip }, this.#time, this.#next, this.#lost, withdraw)
    this.#box.open = innerWidth > NARROW
    this.#box.hidden = true // until there is something to say
    desk.stage.wear(CSS)
    desk.stage.root.append(this.#box)
  }

  update({ credited_ms, required_ms, uncounted, next }: Status): void {
    this.#box.hidden = false
    const { say, welcome } = this.#desk
    const lost = uncounted.reduce((sum, { lost_ms }) => sum + lost_ms, 0)
    const parts = [`${say.credited} ${clock(credited_ms)} / ${clock(required_ms)}`]
    if (lost) parts.push(`${say.uncounted} ${clock(lost)}`)
    if (welcome?.purpose === 'demonstration') parts.push(say.demonstration)
    this.#time.textContent = parts.join(' · ')
    this.#next.textContent = this.#desk.translate(next)
    const reasons = uncounted.map(({ lost_ms, text }) => `\n${clock(lost_ms)} ${this.#desk.translate(text)}`)
    this.#lost.textContent = lost ? say.why + reasons.join('') : ''
  }

  /** Goes to the top corner when it would lie over the bottom of the player. */
  avoid(video: HTMLVideoElement): void {
    const { bottom, right } = video.getBoundingClientRect()
    const covers = right > innerWidth - 360 && Math.abs(bottom - innerHeight) < CONTROLS_HEIGHT
    this.#box.classList.toggle('top', covers)
  }
}
