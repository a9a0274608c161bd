import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DirectiveDesk } from '../src/directives/desk'
import { kit } from '../src/directives/kit'
import { Scope } from '../src/scope'
import { choose } from '../src/ui/choice'
import { Chip } from '../src/ui/chip'
import { Notice } from '../src/ui/notice'
import { askPopup } from '../src/ui/popup'
import { Stage } from '../src/ui/stage'
import { words } from '../src/ui/text'
import type { Bilingual, PopupDirective } from '../src/wire'

const option = (id: string): { id: string; text: Bilingual } => ({ id, text: { 'zh-CN': '…', en: `some ${id}` } })
const POPUP: PopupDirective = {
  type: 'directive',
  kind: 'popup',
  nonce: 'nonce-1',
  answer_within_ms: 10_000,
  challenge: { kind: 'pick_word', prompt: { 'zh-CN': '请选“麦”', en: 'Choose “wheat”' }, options: [option('rice'), option('wheat')] },
  photo_nonce: '',
}
const say = { ...words('en'), remaining: '{} seconds left', retry: 'Try again' }
let scope: Scope
let stage: Stage

const find = (selector: string): HTMLElement | null => stage.root.querySelector<HTMLElement>(selector)
const dialog = (): HTMLDialogElement => find('dialog') as HTMLDialogElement
const ask = (popup = POPUP): ReturnType<typeof askPopup> => askPopup(popup, { stage, say, language: 'en', asking: scope })
const press = (key: string): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  dialog().dispatchEvent(event)
  return event
}

beforeEach(() => {
  vi.useFakeTimers()
  scope = new Scope((error) => {
    throw error
  })
  stage = new Stage('en', scope)
})

afterEach(() => {
  scope.end()
  vi.useRealTimers()
})

describe('a pop-up', () => {
  test('asks in the learner’s language and resolves with the option that was chosen', async () => {
    const answer = ask()
    expect(dialog().open).toBe(true)
    expect(dialog().textContent).toContain('Choose “wheat”')
    expect(find('[data-popup]')?.dataset['popup']).toBe('nonce-1')
    expect(find('[data-option="wheat"]')?.textContent).toBe('some wheat')
    find('[data-option="wheat"]')?.click()
    expect(await answer).toMatchObject({ answer: 'wheat' })
    expect(dialog().open).toBe(false)
  })

  test('resolves with nothing when the time is over', async () => {
    const answer = ask()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await answer).toBeUndefined()
    expect(find('[data-option]')).toBeNull()
  })

  test('has one button when only presence is asked', async () => {
    const answer = ask({ ...POPUP, challenge: { ...POPUP.challenge, kind: 'confirm', options: [option('1')] } })
    expect(stage.root.querySelectorAll('[data-option]')).toHaveLength(1)
    expect((stage.root.activeElement as HTMLElement).dataset['option']).toBe('1')
    find('[data-option="1"]')?.click()
    expect(await answer).toMatchObject({ answer: '1' })
  })

  test('is walked through with the arrows, and keys do not reach the player', () => {
    void ask()
    const heard = vi.fn()
    document.addEventListener('keydown', heard)
    press('ArrowDown')
    press('ArrowDown')
    expect((stage.root.activeElement as HTMLElement).dataset['option']).toBe('wheat')
    press('ArrowDown')
    expect((stage.root.activeElement as HTMLElement).dataset['option']).toBe('rice')
    expect(heard).not.toHaveBeenCalled()
    document.removeEventListener('keydown', heard)
  })

  test('does not close at Esc, nor when a script closes or removes it', () => {
    void ask()
    expect(press('Escape').defaultPrevented).toBe(true)
    const cancel = new Event('cancel', { cancelable: true })
    dialog().dispatchEvent(cancel)
    expect(cancel.defaultPrevented).toBe(true)
    stage.host.remove()
    stage.repair()
    expect([stage.host.isConnected, dialog().open]).toEqual([true, true])
  })

  test('says the time that is left only now and then', async () => {
    void ask()
    const spoken = find('[aria-live]')
    expect(spoken?.textContent).toBe('10 seconds left')
    await vi.advanceTimersByTimeAsync(3000)
    expect(spoken?.textContent).toBe('10 seconds left')
  })
})

describe('the stage', () => {
  test('shows what must be answered before a mere message, and the message again after it', () => {
    const notice = new Notice(stage, say)
    const choice = choose({ stage, say, asking: scope }, { title: 'T', text: 'text', buttons: ['retry'], name: 'action', reason: 'camera' })
    notice.show('held', 'gap')
    expect(find('[data-hold]')?.dataset['hold']).toBe('camera')
    find('[data-action="retry"]')?.click()
    expect(find('[data-hold]')?.dataset['hold']).toBe('gap')
    notice.show('')
    expect(dialog().open).toBe(false)
    return expect(choice).resolves.toBe('retry')
  })

  test('leaves nothing behind', () => {
    scope.end()
    expect(document.querySelector('[data-integrity-monitor]')).toBeNull()
  })
})

test('the chip shows credit and the next step, and folds', () => {
  const said = { ...say, credited: 'Credited', demonstration: 'demonstration', chip: 'Learning monitor' }
  const welcome = { purpose: 'demonstration' }
  const chip = new Chip({ stage, say: said, language: 'en', kit, welcome } as unknown as DirectiveDesk)
  chip.update({ type: 'status', unit: 'u', state: 'in_progress', credited_ms: 61_000, required_ms: 2_400_000, missing: [], next: { en: 'Go on' } })
  expect(find('[data-credited]')?.textContent).toBe('Credited 1:01 / 40:00 · demonstration')
  const next = find('[data-next]')
  expect(next?.textContent).toBe('Go on')
  find('.chip button')?.click()
  expect(next?.hidden).toBe(true)
})
