import type { LooseEvent } from '../wire'
import { utf8 } from './digest'

export interface NumberedEvent extends LooseEvent {
  n: number
}

const MOST_EVENTS = 2000
export const MOST_IN_BATCH = 200
const MOST_BYTES = 56 * 1024 // leaves room for the envelope inside the 64 KiB of a frame

/**
 * Events that are not signed yet, bounded in memory.
 *
 * They get their numbers when they leave, so what is dropped leaves no gap; a `dropped` event says so instead.
 * The oldest samples go first: a sample is only one of many looks at the same state.
 */
export class EventQueue {
  #events: (LooseEvent & { n?: number })[] = []
  #next = 0
  #dropped = 0
  #limit: number

  constructor(limit = MOST_EVENTS) {
    this.#limit = limit
  }

  get size(): number {
    return this.#events.length
  }

  get oldest(): number | undefined {
    return this.#events[0]?.t
  }

  push(event: LooseEvent): void {
    this.#events.push(event)
    if (this.#events.length > this.#limit) this.#dropOne()
  }

  /** Puts back events that were numbered already. */
  restore(events: readonly NumberedEvent[]): void {
    this.#events.unshift(...events)
  }

  /** As many as fit into one batch, numbered. */
  take(at: number): NumberedEvent[] {
    if (this.#dropped) {
      const report = { type: 'dropped', t: at, reason: 'memory', count: this.#dropped } as const
      this.#events.push(report)
      this.#dropped = 0
    }
    const taken: NumberedEvent[] = []
    let bytes = 0
    for (const event of this.#events) {
      bytes += utf8(JSON.stringify(event)).length + 16
      if (taken.length === MOST_IN_BATCH || (taken.length > 0 && bytes > MOST_BYTES)) break
      taken.push({ ...event, n: event.n ?? this.#next++ })
    }
    this.#events.splice(0, taken.length)
    return taken
  }

  #dropOne(): void {
    const sample = this.#events.findIndex((event) => event.type === 'sample' && event.n === undefined)
    this.#events.splice(Math.max(sample, 0), 1)
    this.#dropped++
  }
}
