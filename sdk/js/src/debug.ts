/**
 * For whoever builds the SDK into a page: says in plain words in the browser's console what the SDK sees and does.
 *
 * A file of its own that no learner loads.  It hears the typed events and nothing else, so it changes nothing.
 */
import type { HoldReason } from './holds'
import type { SessionEvents, State } from './host_events'
import type { Monitor } from './index'
import { english } from './debug_en'
import { chinese } from './debug_zh'
import type { CameraState, EventName, Language, LooseEvent, PreventedWhat } from './wire'

/** A sentence for everything that can happen. */
export interface Sentences {
  event: Record<EventName, string>
  prevented: Record<PreventedWhat, string>
  connection: Record<State['connection'], string>
  hold: Record<HoldReason, string>
  camera: Record<CameraState, string>
  held: string
  free: string
  lesson: string
  noLesson: string
  status: string
  outcome: string
  error: string
  fatal: string
  ended: string
}

/** What may be said otherwise than by default. */
export interface DebugOptions {
  /** By default the browser's: Chinese for zh, else English. */
  language?: Language
  /** Where a sentence and what it is about go; by default `console.debug`. */
  say?: (sentence: string, detail: unknown) => void
}

/** Explains what this monitor does from now on; returns a function that ends it. */
export function explain({ on }: Pick<Monitor, 'on'>, options: DebugOptions = {}): () => void {
  const { language = navigator.language, say = (...told) => console.debug('[integrity-monitor]', ...told) } = options
  const words = language.startsWith('zh') ? chinese : english
  const hear = <Name extends keyof SessionEvents>(name: Name, put: (detail: SessionEvents[Name]) => string | string[]): (() => void) =>
    on(name, (detail) => [put(detail)].flat().forEach((sentence) => say(sentence, detail)))
  const deaf = [
    hear('state', changes(words)),
    hear('event', (event) => eventSentence(words, event)),
    hear('status', () => words.status),
    hear('outcome', ({ verdict, reason }) => `${words.outcome} ${verdict} (${reason})`),
    hear('error', ({ code, message, remedy, fatal }) => [fatal ? words.fatal : words.error, code, message, remedy].filter(Boolean).join(' · ')),
    hear('ended', ({ reason }) => `${words.ended} ${reason}`),
  ]
  return () => deaf.forEach((end) => end())
}

function eventSentence(words: Sentences, event: LooseEvent & { what?: PreventedWhat; reason?: string; detail?: string }): string {
  const { type, what, reason, detail } = event
  const more = what ? words.prevented[what] : (reason ?? detail)
  return more ? `${words.event[type]} ${more}` : words.event[type]
}

/** Only what is another than the last time. */
function changes(words: Sentences): (state: State) => string[] {
  let last: State | undefined
  return (state) => {
    const before = last
    last = state
    const changed = (key: keyof State): boolean => !before || String(before[key]) !== String(state[key])
    const told: string[] = []
    if (changed('connection')) told.push(words.connection[state.connection])
    if (changed('holds')) told.push(holdsSentence(words, state.holds))
    if (changed('camera')) told.push(words.camera[state.camera])
    if (changed('lesson')) told.push(state.lesson ? `${words.lesson} ${state.lesson}` : words.noLesson)
    return told
  }
}

const holdsSentence = (words: Sentences, holds: readonly HoldReason[]): string =>
  holds.length ? `${words.held} ${holds.map((reason) => words.hold[reason]).join('; ')}` : words.free
