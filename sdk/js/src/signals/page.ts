import type { Scope } from '../scope'
import type { EventFields, EventName } from '../wire'
import { automationHints } from './automation'
import { watchCache } from './bfcache'
import type { TellPage } from './context'
import { watchFreeze } from './freeze'
import { watchSleep } from './sleep'

type Record = <Name extends EventName>(name: Name, fields: EventFields<Name>) => void

/** Everything that is said of the page as a whole and holds nothing back; the result is to be called once a second. */
export function watchPage(scope: Scope, record: Record): () => void {
  const tell: TellPage = (state, away = 0) => record('page', { state, away })
  watchFreeze(scope, tell)
  watchCache(scope, tell)
  scope.safely(() => automationHints().forEach((detail) => record('hint', { name: 'automation', detail })))
  return watchSleep(tell)
}
