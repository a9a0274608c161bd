import type { HoldReason } from '../holds'
import type { Scope } from '../scope'
import { h } from './dom'
import type { Stage } from './stage'
import type { Words } from './text'

/**
 * Shows a text with buttons and resolves with the one that was pressed; never, when the session ends first.
 *
 * Buttons are keys of their labels, the first one is the main one.  `reason` is why the lesson is held meanwhile; tests and
 * styles hold on to it and to what the buttons carry: `data-consent` about the consent, `data-action` elsewhere.
 */
export function choose<Button extends keyof Words>(
  on: { stage: Stage; say: Words; asking: Scope },
  reason: HoldReason,
  title: string,
  text: string,
  ...buttons: Button[]
): Promise<Button> {
  const scope = on.asking.child()
  const name = reason === 'consent' ? 'data-consent' : 'data-action'
  return new Promise((resolve) => {
    const pressed = (button: Button) => (): void => {
      scope.end()
      resolve(button)
    }
    const row = buttons.map((button, index) =>
      h('button', { [name]: button, class: index ? '' : 'main', onclick: pressed(button) }, on.say[button]),
    )
    const body = [h('p', { id: 'im-text', 'data-hold': reason }, text), h('div', { class: 'row' }, ...row)]
    scope.onEnd(on.stage.show({ title, body }))
  })
}
