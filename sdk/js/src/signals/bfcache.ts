import { now } from '../clock'
import type { Scope } from '../scope'
import type { TellPage } from './context'

/**
 * `pageshow` fires with `persisted` when Back brings a page out of the back/forward cache: the same scripts go on as if
 * nothing had been, but every socket is dead (https://github.com/whatwg/html/issues/12085).  A page whose camera is on
 * is not cached but loaded anew.
 */
export function watchCache(scope: Scope, tell: TellPage): void {
  let since = now()
  scope.listen(window, 'pagehide', () => (since = now()))
  scope.listen(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) tell('restored', now() - since)
  })
}
