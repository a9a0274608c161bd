import { now } from '../clock'
import { visible } from '../native'
import type { Scope } from '../scope'
import type { TellPage } from './context'

const TICK_MS = 1000
const SLEEP_MS = 5000

/**
 * Nothing fires when a machine goes to sleep; a timer that comes seconds late on a page which was visible all the time
 * tells afterwards.  On Linux and macOS the monotonic clock stands still meanwhile
 * (https://github.com/w3c/hr-time/issues/115): there the collector sees it by its own clock only.
 */
export function watchSleep(scope: Scope, tell: TellPage): void {
  let last = now()
  let shown = visible()
  scope.every(TICK_MS, () => {
    const late = now() - last
    // The timers of a hidden page may run once a minute, which is no sleep.
    if (late > SLEEP_MS && shown && visible()) tell('slept', late)
    last = now()
    shown = visible()
  })
}
