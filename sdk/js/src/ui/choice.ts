import type { HoldReason } from '../holds'
import { h } from './dom'
import type { Stage } from './stage'

export interface Choice {
  title: string
  text: string
  /** Value and label; the first one is the main one. */
  buttons: readonly (readonly [value: string, label: string])[]
  /** Which data attribute carries the value: tests and styles hold on to it. */
  name: 'consent' | 'action'
  /** Why the lesson is held meanwhile. */
  reason: HoldReason
}

/** Shows a text with buttons; resolves with the chosen value, or with undefined when it is taken away first. */
export function choose(stage: Stage, choice: Choice): { chosen: Promise<string | undefined>; close(): void } {
  let settle: (value?: string) => void = () => undefined
  const chosen = new Promise<string | undefined>((resolve) => (settle = resolve))
  const buttons = choice.buttons.map(([value, label], index) => {
    const props = { type: 'button', [`data-${choice.name}`]: value, class: index === 0 ? 'main' : '' }
    return h('button', { ...props, onclick: () => close(value) }, label)
  })
  const hide = stage.show({
    title: choice.title,
    body: [h('p', { 'data-hold': choice.reason }, choice.text), h('div', { class: 'row' }, ...buttons)],
  })
  const close = (value?: string): void => {
    hide()
    settle(value)
  }
  return { chosen, close }
}
