import type { Scope } from '../scope'
import { nextTask } from '../task'
import { h } from './dom'
import { CSS } from './style'

export interface Panel {
  title: string
  body: Node[]
  /** What gets the focus; the dialog itself when absent, so that a key press meant for the player answers nothing. */
  focus?: HTMLElement | undefined
  /** A message gives way to something that has to be answered. */
  notice?: boolean
}

const STEP: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/**
 * The one place where the SDK shows anything: an open shadow root with a modal dialog in the top layer, which lies
 * over a fullscreen video too.
 */
export class Stage {
  readonly host = h('div', { 'data-integrity-monitor': '' })
  readonly root = this.host.attachShadow({ mode: 'open' })
  #scope: Scope
  #panels: Panel[] = []
  #shown: Panel | undefined
  #dialog = h('dialog', { 'aria-labelledby': 'im-title', 'aria-describedby': 'im-text', tabindex: '-1' })

  constructor(language: string, scope: Scope) {
    this.#scope = scope
    this.host.lang = language
    this.wear(CSS)
    this.root.append(this.#dialog)
    scope.listen(this.#dialog, 'cancel', (event) => event.preventDefault())
    scope.listen(this.#dialog, 'keydown', (event) => this.#key(event as KeyboardEvent))
    // The player's shortcuts listen on the document; what is typed here is not for them.
    scope.listen(this.#dialog, 'keyup keypress', (event) => event.stopPropagation())
    // Chrome closes at the second Esc without asking `cancel` (close watcher), and any script may call close().
    scope.listen(this.#dialog, 'close', () => this.repair())
    scope.onEnd(() => this.host.remove())
    this.repair()
  }

  /** Adds a sheet. */
  wear(css: string): void {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    this.root.adoptedStyleSheets = [...this.root.adoptedStyleSheets, sheet]
  }

  /** Shows a panel until the returned function is called. */
  show(panel: Panel): () => void {
    this.#panels.push(panel)
    this.#render()
    return () => {
      this.#panels = this.#panels.filter((other) => other !== panel)
      this.#render()
    }
  }

  /** Puts back what the host page removed or closed. */
  repair(): void {
    if (this.#scope.over) return
    if (!this.host.isConnected) (document.body ?? document.documentElement).append(this.host)
    if (!this.#shown || (this.#dialog.open && this.#dialog.matches(':modal'))) return
    this.#dialog.close()
    this.#dialog.showModal()
  }

  #render(): void {
    const next = this.#panels.filter((panel) => !panel.notice).at(-1) ?? this.#panels.at(-1)
    if (next === this.#shown) return
    this.#shown = next
    this.#dialog.replaceChildren()
    if (!next) return this.#dialog.close() // the browser gives the focus back to where it was
    this.#dialog.append(h('h2', { id: 'im-title' }, next.title), ...next.body)
    this.#scope.go(nextTask().then(() => this.#open(next)))
  }

  /** In a task of its own: opening makes the browser style and lay out the whole page, which a slow phone feels. */
  #open(panel: Panel): void {
    if (this.#shown !== panel) return
    this.repair()
    ;(panel.focus ?? this.#dialog).focus()
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation()
    if (event.key === 'Escape') event.preventDefault()
    const step = STEP[event.key]
    if (!step) return
    const buttons = [...this.#dialog.querySelectorAll('button')]
    const at = buttons.findIndex((button) => button === this.root.activeElement)
    const next = at < 0 ? (step > 0 ? 0 : -1) : (at + step + buttons.length) % buttons.length
    buttons.at(next)?.focus()
    event.preventDefault()
  }
}
