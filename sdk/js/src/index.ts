/**
 * The integrity monitor's browser side: `IntegrityMonitor.start({ endpoint, ticket })`, then `attach` a video.
 *
 * Nothing here throws into the host page; what goes wrong comes as an `error` event.
 */
import type { SessionEvents } from './host_events'
import type { Options } from './options'
import { Session } from './session'
import { demandSoundPage } from './sound'

export type { Target } from './finder'
export type { HoldReason } from './holds'
export type { Failure, SessionEvents, State } from './host_events'
export type { Options } from './options'
export type { Bilingual, CameraState, EventName, Language, LooseEvent, Mode, Outcome, Status } from './wire'

/** What the host page gets from `start`; none of it throws. */
export type Monitor = Pick<Session, 'attach' | 'on' | 'stop'>

/** The package's version. */
export const version: string = __VERSION__

/**
 * Opens the stream for one learner and never throws.
 *
 * A browser that is too old, or a page that has changed what the SDK is built on, gives a monitor that does nothing and
 * says so in an `error` event with the code `unsupported`; so do options that are missing, with the code `bad_option`.
 */
export function start(options: Options): Monitor {
  try {
    demandSoundPage()
    const { attach, on, stop } = new Session(options)
    return Object.freeze({ attach, on, stop })
  } catch (error) {
    return inert(error)
  }
}

/** Stands in where the SDK cannot run at all. */
function inert(error: unknown): Monitor {
  const failure = { code: 'unsupported', message: String(error), fatal: true, ...(error as Partial<SessionEvents['error']>) }
  const on: Monitor['on'] = (name, handler) => {
    if (name === 'error') queueMicrotask(() => (handler as (detail: SessionEvents['error']) => void)(failure))
    return () => undefined
  }
  return { attach: () => () => undefined, on, stop: () => undefined }
}
