import { now } from '../clock'
import { visible } from '../native'
import type { TellPage } from './context'

const SLEEP_MS = 5000

/**
 * Nothing fires when a machine goes to sleep; a timer that comes seconds late on a page which was visible all the time
 * tells afterwards.  On Linux and macOS the monotonic clock stands still meanwhile
 * (https://github.com/w3c/hr-time/issues/115): there the collector sees it by its own clock only.
 *
 * The result is to be called once a second.
 */
export function watchSleep(tell: TellPage): () => void {
  let last = now()
  let shown = visible()
  return () => {
    const late = now() - last
    // The timers of a hidden page may run once a minute, which is no sleep.
    if (late > SLEEP_MS && shown && visible()) tell('slept', late)
    last = now()
    shown = visible()
  }
}
