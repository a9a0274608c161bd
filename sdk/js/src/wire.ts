/** The messages of docs/protocol.md, and the events of monitor/core/events.py, as this side needs them. */
import { parse } from './json'

/** A language in which the learner can be spoken to. */
export type Language = 'zh-CN' | 'en'
/** `observe` only watches: nothing is held back, and nothing counts. */
export type Mode = 'enforce' | 'observe'
/** One text in both languages. */
export type Bilingual = Partial<Record<Language, string>>

// ---------------------------------------------------------------- events

/** The player's whole state at one moment. */
export interface MediaState {
  lesson: string
  position: number
  rate: number
  paused: boolean
  visible: boolean
  focused: boolean
  held: boolean
  stalled: boolean
  pip: boolean
  fullscreen: boolean
  /** Frames of the page that were seen since the last state: 0 says that none was rendered. */
  frames: number
  /** Where in the media (ms) the last frame of the video stands that was seen since then. */
  shown: number | null
  /** How much (ms) was played by the browser's own record. */
  played: number
}

export type PauseReason = 'learner' | 'hidden' | 'popup' | 'check' | 'unacknowledged' | 'taken_over' | 'system'
export type PreventedWhat = 'rate' | 'seek' | 'hidden_play' | 'second_window' | 'held_play'
/** `lost` was on before, `denied` has no permission, `missing` is none there, `failed` does not start. */
export type CameraState = 'on' | 'off' | 'lost' | 'denied' | 'missing' | 'failed'
export type PageState = 'frozen' | 'resumed' | 'restored' | 'slept'
export type ClaimState = 'granted' | 'refused' | 'lost' | 'unsupported'

/** What an event says besides the player's state. */
export interface MediaExtra {
  sample: object
  play: object
  pause: { reason: PauseReason }
  playing: object
  waiting: object
  seeking: { origin: number }
  seeked: object
  ratechange: object
  visibilitychange: object
  focuschange: object
  ended: object
}

export interface PlainEvents {
  lesson_open: { lesson: string; duration: number; source: string }
  prevented: { what: PreventedWhat; lesson: string; origin: number; target: number }
  popup_presented: { nonce: string; held: boolean; visible: boolean }
  popup_answered: { nonce: string; answer: string; latency: number; trusted: boolean }
  popup_expired: { nonce: string }
  photo_commit: { nonce: string; sha256: string }
  camera: { state: CameraState; label: string; kind: string }
  consent_given: { purpose: string; text_version: string }
  consent_withdrawn: { purpose: string }
  window_claim: { state: ClaimState }
  page: { state: PageState; away: number }
  net_offline: object
  net_online: { queued: number; oldest: number }
  dropped: { reason: string; count: number }
  hint: { name: string; detail: string }
}

export type MediaEventName = keyof MediaExtra
/** What can happen; every event and its fields are in docs/asyncapi.yaml. */
export type EventName = MediaEventName | keyof PlainEvents

/** The fields of an event by its name. */
export type EventFields<Name extends EventName> = Name extends MediaEventName
  ? MediaState & MediaExtra[Name]
  : Name extends keyof PlainEvents
    ? PlainEvents[Name]
    : never

/** An event before it has its number; it is numbered when its batch is made, so that numbers have no gaps. */
export interface LooseEvent {
  type: EventName
  /** On the page's monotonic clock, ms. */
  t: number
}

// ---------------------------------------------------------------- what the collector says

export interface Ask {
  sample_every_ms: number
  batch_every_ms: number
  pause_unacknowledged_ms: number
  hold_after_ms: number
  seek_tolerance_ms: number
  popup_answer_ms: number
  burst_fps: number
  burst_frames: number
  review_from_ms: number
}

export interface Consent {
  version: string
  given: boolean
  text: Bilingual
}

/** What keeps the lesson paused. */
export interface Held {
  reason: string
  message: Bilingual
}

export interface Welcome {
  type: 'welcome'
  session: string
  resume: string
  epoch: number
  key: string
  chain: string
  last_seq: number
  upload: string
  trainee: string
  lesson: string
  consent: Consent
  /** What the SDK says, in the learner's language, by the keys of `Words`. */
  words: Record<string, string>
  /** What holds the lesson from the first moment of this connection on; null where nothing does. */
  hold?: Held | null
  ask: Ask
  purpose?: string
}

/** Every kind is a question with options; an answer is the `id` of one. */
export interface Challenge {
  kind: 'pick_word' | 'arithmetic' | 'question' | 'confirm'
  prompt: Bilingual
  options: { id: string; text: Bilingual }[]
}

export interface PopupDirective {
  type: 'directive'
  kind: 'popup'
  nonce: string
  answer_within_ms: number
  challenge: Challenge
  photo_nonce: string
}

export interface PhotoDirective {
  type: 'directive'
  kind: 'photo'
  nonce: string
  window_ms: number
}

export type Action = 'turn_left' | 'turn_right' | 'blink' | 'open_mouth' | 'nod'

export interface LivenessDirective {
  type: 'directive'
  kind: 'liveness'
  nonce: string
  action: Action
  step: number
  of: number
  fps: number
  frames: number
  cue_ms: number
  window_ms: number
}

export interface HoldDirective {
  type: 'directive'
  kind: 'hold'
  nonce: string
  reason: string
  message: Bilingual
}

export interface ReleaseDirective {
  type: 'directive'
  kind: 'release'
  nonce: string
}

export interface EndDirective {
  type: 'directive'
  kind: 'end'
  nonce: string
  reason: string
  message: Bilingual
}

export type Directive =
  | PopupDirective
  | PhotoDirective
  | LivenessDirective
  | HoldDirective
  | ReleaseDirective
  | EndDirective

/** What became of a face check or a photo, without scores. */
export interface Outcome {
  type: 'outcome'
  /** Names the question that it answers. */
  nonce: string
  /** `liveness` or `photo`. */
  kind: string
  /** `pass`, `retry`, `review`, `fail`, `accepted` or `rejected`. */
  verdict: string
  /** Stable, for programs. */
  reason: string
  /** For the learner. */
  message: Bilingual
  /** Nothing more follows for this question. */
  final: boolean
}

/** Where the class hour stands, provisionally. */
export interface Status {
  type: 'status'
  /** The class-hour unit. */
  unit: string
  /** A result: `in_progress`, `certified`, `held`, `void_trainee`, `void_platform`, `not_certified`, `not_counted_cap`, `not_counted_platform`. */
  state: string
  /** Provisionally credited. */
  credited_ms: number
  /** What the unit needs. */
  required_ms: number
  /** What is still to be learned, or learned again; media ms. */
  missing: { lesson: string; media_from: number; media_to: number }[]
  /** What of these was played and did not count: why, how much content (ms), and in words. */
  uncounted: { reason: string; lost_ms: number; text: Bilingual }[]
  /** What the learner should do now. */
  next: Bilingual
}

export interface Problem {
  type: 'error'
  code: string
  field: string
  message: Bilingual
  remedy: string
  fatal: boolean
}

export interface Ack {
  type: 'ack'
  seq: number
}

export type ServerMessage = Welcome | Ack | Directive | Outcome | Status | Problem

/** Reads a frame; undefined when it is not a message at all. */
export function parseMessage(text: string): ServerMessage | undefined {
  try {
    return parse(text) as ServerMessage
  } catch {
    return undefined // the caller ignores it; the collector is trusted, a broken proxy in between is not
  }
}

/** The text in the learner's language, or in the other one rather than nothing. */
export function inLanguage(text: Bilingual | string | undefined, language: Language): string {
  if (typeof text === 'string') return text
  return text?.[language] ?? text?.['zh-CN'] ?? text?.en ?? ''
}
