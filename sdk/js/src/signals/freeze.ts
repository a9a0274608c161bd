import { now } from '../clock'
import type { Scope } from '../scope'
import type { TellPage } from './context'

/**
 * `freeze` fires when the browser is about to stop all scripts of a hidden page, to save power or on its way into the
 * back/forward cache, and `resume` when they go on.  In between not even a timer fires, and messages pile up
 * (https://github.com/haishanh/yacd/pull/775); the sockets are dead at `resume`.
 */
export function watchFreeze(scope: Scope, tell: TellPage): void {
  let since = now()
  scope.listen(document, 'freeze', () => {
    since = now()
    tell('frozen')
  })
  scope.listen(document, 'resume', () => tell('resumed', now() - since))
}
