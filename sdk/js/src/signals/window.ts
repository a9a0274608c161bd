import type { Scope } from '../scope'
import type { ClaimState } from '../wire'

export interface ClaimHandlers {
  claimed(state: ClaimState): void
  /** The other window is gone and this one holds the claim now. */
  free(): void
}

/**
 * One window of a browser profile may play: the one that holds the Web Lock of the trainee.
 *
 * The lock is free some 30 ms after its tab is closed or has crashed.  It does not reach other browsers, devices or
 * storage partitions, a page in the back/forward cache may keep it (https://github.com/w3c/web-locks/issues/81), and
 * `steal` can take it: it is for honest people with two tabs, the collector decides.
 */
export function claimWindow(trainee: string, scope: Scope, handlers: ClaimHandlers): void {
  if (!navigator.locks) return handlers.claimed('unsupported')
  const name = `integrity:${trainee}`

  const wait = (): void => {
    const abort = new AbortController()
    scope.onEnd(() => abort.abort())
    const got = (): Promise<void> => {
      handlers.free()
      return scope.ended()
    }
    navigator.locks.request(name, { signal: abort.signal }, got).catch(gone)
  }

  const without = (state: ClaimState): void => {
    if (scope.over) return
    handlers.claimed(state)
    wait()
  }

  // Another script stole the lock; or the page is in a sandbox, where the browser grants none.
  const gone = (error: Error): void =>
    error.name === 'SecurityError' ? handlers.claimed('unsupported') : without('lost')

  const answer = (lock: Lock | null): Promise<void> | undefined => {
    if (!lock) without('refused')
    else if (!scope.over) handlers.claimed('granted')
    return lock ? scope.ended() : undefined
  }

  navigator.locks.request(name, { ifAvailable: true }, answer).catch(gone)
}
