const FIRST = 300
const LONGEST = 5000

/** Full jitter: anything between nothing and the bound, so that a thousand learners do not come back at once. */
export class Backoff {
  #attempt = 0
  #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** `atLeast` is what a collector asked for that has too much to do. */
  next(atLeast = 0): number {
    const bound = Math.min(LONGEST, FIRST * 2 ** this.#attempt++)
    return atLeast + Math.floor(this.#random() * bound)
  }

  reset(): void {
    this.#attempt = 0
  }
}
