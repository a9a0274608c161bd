import { visible } from '../native'
import type { Scope } from '../scope'

/**
 * `visibilitychange` fires when the tab is switched, the window minimised or (on most desktops) fully covered.
 * It does not fire for a window that merely lost the focus (https://github.com/serkanyersen/ifvisible.js/issues/18).
 */
export function watchVisibility(scope: Scope, changed: (visible: boolean) => void): void {
  scope.listen(document, 'visibilitychange', () => changed(visible()))
}
