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

  constructor(furthest = 0) {
    this.#furthest = furthest
  }

  get furthest(): number {
    return this.#furthest
  }

  /** The last position that was reached by playing or by an allowed jump. */
  get position(): number {
    return this.#position
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

  /** A jump to `position` began: what was played since the last tick is no jump. */
  jump(position: number, at: number, tolerance: number): Jump | undefined {
    const reachable = Math.max(this.#furthest, this.#position + Math.max(0, at - this.#at)) + tolerance
    if (position > reachable) return { origin: this.#position, target: position }
    this.#position = position
    this.#at = at
    return undefined
  }
}
