import { expect, test } from 'vitest'
import { meant } from './shortcuts'

function pressed(target: HTMLElement, init: KeyboardEventInit = {}): KeyboardEvent {
  document.body.append(target)
  const event = new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true, ...init })
  target.dispatchEvent(event)
  return event
}

const made = (html: string): HTMLElement => {
  const box = document.createElement('div')
  box.innerHTML = html
  return box.firstElementChild as HTMLElement
}

test('a key on a link or a radio button is a shortcut', () => {
  expect(meant(pressed(made('<a href="#">x</a>')))).toBe(true)
  expect(meant(pressed(made('<input type="radio">')))).toBe(true)
})

test('a key in a text field, or with Ctrl, belongs to the browser', () => {
  for (const field of ['<input>', '<textarea></textarea>', '<input role="combobox">']) expect(meant(pressed(made(field)))).toBe(false)
  expect(meant(pressed(made('<a href="#">x</a>'), { ctrlKey: true }))).toBe(false)
})
