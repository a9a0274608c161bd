import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Faces } from '../src/camera/faces'
import type { DirectiveDesk } from '../src/directives/desk'
import { kit } from '../src/directives/kit'
import { Scope } from '../src/scope'
import { choose } from '../src/ui/choice'
import { Chip } from '../src/ui/chip'
import { Notice } from '../src/ui/notice'
import { askPopup } from '../src/ui/popup'
import { nextTask } from '../src/task'
import { Stage } from '../src/ui/stage'
import { words } from '../src/ui/text'
import { type Bilingual, inLanguage, type PopupDirective, type Status } from '../src/wire'

const option = (id: string): { id: string; text: Bilingual } => ({ id, text: { 'zh-CN': '…', en: `some ${id}` } })
const POPUP: PopupDirective = {
  type: 'directive',
  kind: 'popup',
  nonce: 'nonce-1',
  answer_within_ms: 10_000,
  challenge: { kind: 'pick_word', prompt: { 'zh-CN': '请选“麦”', en: 'Choose “wheat”' }, options: [option('rice'), option('wheat')] },
  photo_nonce: '',
}
const say = { ...words('en'), check: 'Are you there?', remaining: '{} seconds left', retry: 'Try again' }
let scope: Scope
let stage: Stage

const translate = (text: Bilingual | string | undefined): string => inLanguage(text, 'en')
const find = (selector: string): HTMLElement | null => stage.root.querySelector<HTMLElement>(selector)
const dialog = (): HTMLDialogElement => find('dialog') as HTMLDialogElement
const ask = (popup = POPUP): ReturnType<typeof askPopup> => askPopup(popup, { stage, say, translate, asking: scope })
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
    await nextTask()
    expect(dialog().open).toBe(true)
    expect(dialog().textContent).toContain('Choose “wheat”')
    expect(find('[data-popup]')?.dataset['popup']).toBe('nonce-1')
    const described = (attribute: string): string | null | undefined => find(`#${dialog().getAttribute(attribute)}`)?.textContent
    expect([described('aria-labelledby'), described('aria-describedby')]).toEqual(['Are you there?', 'Choose “wheat”'])
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
    await nextTask()
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
  test('opens in a task of its own, unless there is nothing to show any more', async () => {
    const hide = stage.show({ title: 'T', body: [] })
    expect(dialog().open).toBe(false)
    await nextTask()
    expect(dialog().open).toBe(true)
    hide()
    stage.show({ title: 'T', body: [] })()
    await nextTask()
    expect(dialog().open).toBe(false)
  })

  test('shows what must be answered before a mere message, and the message again after it', () => {
    const notice = new Notice(stage, say)
    const choice = choose({ stage, say, asking: scope }, 'camera', 'T', 'text', 'retry')
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

describe('the chip', () => {
  const said = { ...say, credited: 'Credited', uncounted: 'not counted', why: 'Why:', demonstration: 'demonstration', chip: 'Learning monitor', withdraw: 'Take it back' }
  const withdraw = vi.fn(() => Promise.resolve())
  const status: Status = {
    type: 'status', unit: 'u', state: 'in_progress', credited_ms: 61_000, required_ms: 2_400_000, missing: [], uncounted: [], next: { en: 'Go on' },
  } // prettier-ignore
  const chip = (): Chip => {
    const desk = { stage, say: said, translate, kit, asking: scope, welcome: { purpose: 'demonstration' } }
    return new Chip(desk as unknown as DirectiveDesk, { withdraw } as unknown as Faces)
  }

  test('shows credit and the next step, and folds', () => {
    chip().update(status)
    expect(find('[data-credited]')?.textContent).toBe('Credited 1:01 / 40:00 · demonstration')
    expect(find('[data-next]')?.textContent).toBe('Go on')
    expect(find('.chip')?.getAttribute('aria-label')).toBe('Learning monitor')
    expect(find('[data-credited]')?.tagName).toBe('SUMMARY')
  })

  test('says how much did not count, and why, until it is learned again', () => {
    const shown = chip()
    const lost = (reason: string, lost_ms: number, en: string): Status['uncounted'][0] => ({ reason, lost_ms, text: { en } })
    shown.update({ ...status, uncounted: [lost('hidden', 9000, 'not in view'), lost('skipped', 2000, 'skipped')] })
    expect(find('[data-credited]')?.textContent).toBe('Credited 1:01 / 40:00 · not counted 0:11 · demonstration')
    expect(find('[data-uncounted]')?.textContent).toBe('Why:\n0:09 not in view\n0:02 skipped')
    shown.update(status)
    expect(find('[data-uncounted]')?.textContent).toBe('')
    expect(find('[data-credited]')?.textContent).not.toContain('not counted')
  })

  test('offers to take the consent back', () => {
    chip().update(status)
    find('[data-action="withdraw"]')?.click()
    expect(withdraw).toHaveBeenCalledOnce()
  })
})
