import type { HoldReason } from '../holds'
import type { Scope } from '../scope'
import { h } from './dom'
import type { Stage } from './stage'
import type { Words } from './text'

export interface Choice {
  title: string
  text: string
  /** The values, which are the keys of their labels too; the first one is the main one. */
  buttons: readonly (keyof Words)[]
  /** Which data attribute carries the value: tests and styles hold on to it. */
  name: 'consent' | 'action'
  /** Why the lesson is held meanwhile. */
  reason: HoldReason
}

/** Shows a text with buttons and resolves with the value that was chosen; never, when the session ends first. */
export function choose(on: { stage: Stage; say: Words; asking: Scope }, choice: Choice): Promise<string> {
  const scope = on.asking.child()
  return new Promise((resolve) => {
    const buttons = choice.buttons.map((value, index) => {
      const onclick = (): void => {
        scope.end()
        resolve(value)
      }
      return h('button', { type: 'button', [`data-${choice.name}`]: value, class: index ? '' : 'main', onclick }, on.say[value])
    })
    const body = [h('p', { 'data-hold': choice.reason }, choice.text), h('div', { class: 'row' }, ...buttons)]
    scope.onEnd(on.stage.show({ title: choice.title, body }))
  })
}
