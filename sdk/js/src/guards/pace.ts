/** At most `limit` in any `window` ms: a script that fights the guards must not flood the stream. */
export class Pace {
  #limit: number
  #window: number
  #times: number[] = []

  constructor(limit: number, window: number) {
    this.#limit = limit
    this.#window = window
  }

  allows(at: number): boolean {
    this.#times = this.#times.filter((time) => at - time < this.#window)
    if (this.#times.length >= this.#limit) return false
    this.#times.push(at)
    return true
  }
}
