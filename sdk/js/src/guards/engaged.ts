// Looked at every second: what is longer was a sleep, in which nothing played.
const LONGEST_MS = 5000

/** Milliseconds of engaged play (playing, visible, not stalled, not held) since the last pop-up was shown. */
export class EngagedClock {
  #sum = 0
  #since: number | undefined

  /** Call at every change, and as often as a limit has to be noticed. */
  update(engaged: boolean, at: number): void {
    if (this.#since !== undefined) this.#sum += Math.min(LONGEST_MS, at - this.#since)
    this.#since = engaged ? at : undefined
  }

  get elapsed(): number {
    return this.#sum
  }

  reset(): void {
    this.#sum = 0
  }
}
