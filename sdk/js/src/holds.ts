import type { PauseReason, PreventedWhat } from './wire'

/** Why the lesson may not play.  Directives of the collector add their own reasons under `directive`. */
export type HoldReason =
  | 'connecting'
  | 'hidden'
  | 'popup'
  | 'check'
  | 'unacknowledged'
  | 'gap'
  | 'window'
  | 'consent'
  | 'camera'
  | 'taken_over'
  | 'directive'
  | 'ended'

const PAUSE: Partial<Record<HoldReason, PauseReason>> = {
  hidden: 'hidden',
  popup: 'popup',
  check: 'check',
  connecting: 'unacknowledged',
  unacknowledged: 'unacknowledged',
  window: 'taken_over',
  taken_over: 'taken_over',
}

export interface Holdable {
  readonly paused: boolean
  pause(reason: PauseReason): void
  play(): void
}

/**
 * Keeps the lesson paused while there is any reason to.
 *
 * The last reason to go lets it play on, but only if it was playing (or was asked to) when the first one came.
 * A host page or a cheat that plays in spite of a hold is paused again, and `enforce` says so.
 */
export class Holds {
  #reasons = new Set<HoldReason>()
  #player: Holdable | undefined
  #resume = false
  #active: boolean
  #changed: () => void

  constructor(active: boolean, changed: () => void) {
    this.#active = active
    this.#changed = changed
  }

  get held(): boolean {
    return this.#active && this.#reasons.size > 0
  }

  get reasons(): readonly HoldReason[] {
    return this.#active ? [...this.#reasons] : []
  }

  /** From now on it is this player that is held. */
  govern(player: Holdable | undefined): void {
    this.#player = player
    this.#resume = false
    if (this.held) this.#stop()
  }

  add(reason: HoldReason): void {
    if (this.#reasons.has(reason)) return
    this.#reasons.add(reason)
    if (this.held) this.#stop()
    this.#changed()
  }

  drop(reason: HoldReason): void {
    if (!this.#reasons.delete(reason)) return
    if (this.#active && this.#reasons.size === 0 && this.#resume) {
      this.#resume = false
      this.#player?.play()
    }
    this.#changed()
  }

  set(reason: HoldReason, on: boolean): void {
    if (on) this.add(reason)
    else this.drop(reason)
  }

  /** Pauses what plays in spite of a hold, and says how that is called. */
  enforce(): PreventedWhat | undefined {
    if (!this.held || !this.#player || this.#player.paused) return undefined
    this.#stop()
    if (this.#reasons.has('window')) return 'second_window'
    return this.#reasons.has('hidden') ? 'hidden_play' : 'held_play'
  }

  #stop(): void {
    if (!this.#player || this.#player.paused) return
    this.#resume = true
    this.#player.pause(PAUSE[[...this.#reasons].at(-1) ?? 'ended'] ?? 'system')
  }
}
