import type { EngagedClock } from '../guards/engaged'
import type { Holds } from '../holds'
import type { Scope } from '../scope'
import type { Delivery } from '../stream/leftovers'
import type { Stage } from '../ui/stage'
import type { Words } from '../ui/text'
import type { Kit } from './kit'
import type { Bilingual, EventFields, EventName, Welcome } from '../wire'

/** What carrying out a directive needs from the session. */
export interface DirectiveDesk {
  readonly holds: Holds
  readonly engaged: EngagedClock
  readonly stage: Stage
  readonly say: Words
  readonly kit: Kit
  /** Ends with the session: open dialogs go, the camera goes off. */
  readonly asking: Scope
  /** Where pictures go, without a slash at the end. */
  readonly uploads: string
  /** What handing in the leftovers of earlier runs needs. */
  readonly delivery: Delivery
  readonly welcome: Welcome | undefined
  /** Whether nothing plays at this moment. */
  readonly still: boolean
  record<Name extends EventName>(name: Name, fields: EventFields<Name>): void
  flush(): void
  /** The text in the learner's language. */
  readonly translate: (text: string | Bilingual | undefined) => string
  /** Something that blocks the lesson was shown: the time without a pop-up starts anew (D3). */
  refreshed(): void
  fail(code: string, detail: string | Bilingual): void
}
