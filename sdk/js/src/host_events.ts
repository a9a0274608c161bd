import type { HoldReason } from './holds'
import type { CameraState, LooseEvent, Outcome, Status } from './wire'

/** How things stand; told at every change. */
export interface State {
  /** `offline` comes back by itself; `ended` does not. */
  connection: 'connecting' | 'live' | 'offline' | 'ended'
  /** Why the lesson is being kept from playing; empty when it is not. */
  holds: readonly HoldReason[]
  /** The learner's camera. */
  camera: CameraState
  /** The lesson that is watched; undefined while there is no video. */
  lesson: string | undefined
}

/** Something went wrong; the page itself goes on. */
export interface Failure {
  /**
   * A code of the protocol, or `bad_option`, `no_video`, `unreachable`, `insecure_origin`, `later_part`, `upload_failed`,
   * `unsupported`, `internal`.
   */
  code: string
  /** For people, in the learner's language where it is known. */
  message: string
  /** What is wrong, where one thing is. */
  field?: string
  /** What to do about it. */
  remedy?: string
  /** The session is over; otherwise the SDK goes on by itself. */
  fatal: boolean
}

/** What `on` tells, by the event's name. */
export interface SessionEvents {
  /** Connection, holds, camera or lesson are others now. */
  state: State
  /** The collector's provisional credit. */
  status: Status
  /** What became of a face check or a photo. */
  outcome: Outcome
  /** An event was accepted: it will arrive, or be reported as dropped.  For debugging. */
  event: LooseEvent
  /** Something went wrong. */
  error: Failure
  /** The session is over: the collector's reason, a fatal error's code, or `stopped`. */
  ended: { reason: string }
}
