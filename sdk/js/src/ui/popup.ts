import type { Scope } from '../scope'
import type { Bilingual, PopupDirective } from '../wire'
import { h } from './dom'
import type { Stage } from './stage'
import { fill, type Words } from './text'

export interface Answer {
  answer: string
  trusted: boolean
}

// Seconds left at which a screen reader says so; every second would talk over the question.
const ANNOUNCED: readonly number[] = [30, 10, 5]

/** Asks the question and resolves with the answer, or with undefined when the time is over. */
export function askPopup(
  { nonce, challenge, answer_within_ms: within }: PopupDirective,
  ui: { stage: Stage; say: Words; asking: Scope; translate(text: Bilingual): string },
): Promise<Answer | undefined> {
  const { stage, say } = ui
  const scope = ui.asking.child()
  return new Promise((resolve) => {
    const finish = (answer?: Answer): void => {
      scope.end()
      resolve(answer)
    }
    const buttons = challenge.options.map(({ id, text }) =>
      h('button', {
        class: 'option main', 'data-option': id,
        onclick: (event) => finish({ answer: id, trusted: event.isTrusted }),
      }, ui.translate(text)),
    ) // prettier-ignore
    const body = [
      h('p', { id: 'im-text' }, ui.translate(challenge.prompt) || say.answer),
      h('div', { class: 'row' }, ...buttons),
      ...countdown(within, say, scope),
    ]
    const focus = buttons[1] ? undefined : buttons[0]
    const frame = h('div', { 'data-popup': nonce }, ...body)
    scope.onEnd(stage.show({ title: say.check, body: [frame], focus }))
    scope.after(within, () => finish())
  })
}

function countdown(within: number, say: Words, scope: Scope): HTMLElement[] {
  const shown = h('p', { class: 'soft', 'aria-hidden': 'true' })
  const spoken = h('p', { class: 'hidden', 'aria-live': 'polite' })
  const end = performance.now() + within
  const tick = (): void => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    shown.textContent = fill(say.remaining, seconds)
    if (ANNOUNCED.includes(seconds)) spoken.textContent = fill(say.remaining, seconds)
  }
  tick()
  scope.every(1000, tick)
  return [shown, spoken]
}
