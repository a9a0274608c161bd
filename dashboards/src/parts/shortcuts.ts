// Keys that do what buttons do, for people who go through long queues.  They rest while somebody types, and can be turned
// off altogether, because a screen reader or a voice may press letters by accident.
import { onBeforeUnmount, onMounted, ref } from 'vue'

export interface Shortcut {
  key: string
  label: () => string
  run: () => void
}

const KEPT = 'console.shortcuts'

const on = ref(localStorage.getItem(KEPT) !== 'off')

export const shortcutsOn = on

export function switchShortcuts(wanted: boolean): void {
  on.value = wanted
  localStorage.setItem(KEPT, wanted ? 'on' : 'off')
}

const types = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input:not([type=radio]), textarea, select, [role=combobox]') !== null)

/** Whether a key press is meant as a shortcut: alone, and not while somebody types. */
export const meant = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target)

const inDialog = (): boolean => [...document.querySelectorAll('[role=dialog]')].some((dialog) => dialog.checkVisibility())

/** Listens while the page is shown; `?` opens the help, also when the rest is turned off. */
export function useShortcuts(shortcuts: Shortcut[]) {
  const help = ref(false)

  function press(event: KeyboardEvent): void {
    if (!meant(event) || inDialog()) return
    const chosen = event.key === '?' ? () => (help.value = true) : on.value ? shortcuts.find(({ key }) => key === event.key)?.run : undefined
    if (!chosen) return
    event.preventDefault()
    chosen()
  }

  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
  return { help }
}
