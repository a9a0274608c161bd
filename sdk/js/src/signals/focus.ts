import { hasFocus } from '../native'
import type { Scope } from '../scope'

/**
 * `blur` also fires when a click lands in an iframe of this page, while the document keeps the focus
 * (https://github.com/nwjs/nw.js/issues/6508): wait a tick and ask the document.  Losing the focus is never a
 * violation by itself (D2).
 */
export function watchFocus(scope: Scope, changed: () => void): void {
  let focused = hasFocus()
  const look = (): void => {
    if (hasFocus() === focused) return
    focused = !focused
    changed()
  }
  scope.listen(window, 'blur focus', () => void scope.after(0, look))
}
