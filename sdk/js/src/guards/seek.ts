/** A twentieth of the time is forgiven: clocks of media and machine differ, and the judge allows as much (D1). */
const FORGIVEN = 20
// The player is looked at so often.
const LOOK_MS = 1000

export interface Jump {
  origin: number
  target: number
}

/**
 * Knows how far the learner has really played, and calls a jump past that a breach.
 *
 * No DOM and no clock of its own.  The furthest point grows only as fast as time passes, so a jump whose `seeking`
 * event somebody swallowed is found at the next tick.
 */
export class SeekGuard {
  #furthest: number
  #position = 0
  #at = 0
  #ahead = 0 // how much of the tolerance is used up

  constructor(furthest = 0) {
    this.#furthest = furthest
  }

  /** Where a jump began: where playback stood at the last look, and what it played since. */
  origin(at: number, paused: boolean): number {
    return this.#position + (paused ? 0 : Math.min(LOOK_MS, at - this.#at))
  }

  /** Judging begins: where the player stands now has to be explained by earlier play. */
  start(at: number): void {
    this.#position = this.#furthest
    this.#at = at
  }

  /** Jumps up to there are let through: it was played, now or, as the collector knows, earlier. */
  allowUpTo(position: number): void {
    this.#furthest = Math.max(this.#furthest, position)
  }

  /** Playback stands at `position`; a breach when it cannot have got there by playing. */
  tick(position: number, at: number, tolerance: number): Jump | undefined {
    const breach = this.jump(position, at, tolerance)
    if (!breach) this.allowUpTo(position)
    return breach
  }

  /**
   * A jump to `position` began: what was played since the last tick is no jump.
   *
   * Whoever gets ahead of playing uses up the tolerance, and has it back by waiting only; otherwise many small jumps
   * would make a fast-forward.
   */
  jump(position: number, at: number, tolerance: number): Jump | undefined {
    const passed = Math.max(0, at - this.#at)
    const gained = position - Math.max(this.#furthest, this.#position + passed)
    const ahead = Math.max(0, Math.max(0, this.#ahead - passed / FORGIVEN) + Math.max(gained, -passed))
    if (ahead > tolerance) return { origin: this.#position, target: position }
    this.#ahead = ahead
    this.#position = position
    this.#at = at
    return undefined
  }
}
