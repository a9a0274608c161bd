import { stringify } from '../json'
import type { LooseEvent } from '../wire'
import { utf8 } from './digest'

export interface NumberedEvent extends LooseEvent {
  n: number
}

/** An event under the name by which it is kept on disk; it is numbered when it leaves for the first time. */
export interface Entry {
  id: number
  event: LooseEvent
  n?: number
}

const MOST_EVENTS = 2000
export const MOST_IN_BATCH = 200
const MOST_BYTES = 56 * 1024 // leaves room for the envelope inside the 64 KiB of a frame

/** How many of these fit into one batch. */
export function fitting(entries: readonly Entry[]): number {
  let bytes = 0
  const over = entries.findIndex(({ event }, index) => {
    bytes += utf8(stringify(event)).length + 16
    return index === MOST_IN_BATCH || (index > 0 && bytes > MOST_BYTES)
  })
  return over < 0 ? entries.length : over
}

/**
 * Events that are not signed yet, bounded in memory.
 *
 * They get their numbers when they leave, so what is dropped leaves no gap; a `dropped` event says so instead.
 * The oldest samples go first: a sample is only one of many looks at the same state.
 */
export class EventQueue {
  #entries: Entry[] = []
  #ids = 0
  #next = 0
  #limit: number
  #dropped: (id: number) => void

  constructor(dropped: (id: number) => void, limit = MOST_EVENTS) {
    this.#dropped = dropped
    this.#limit = limit
  }

  /** How many had to be dropped since this was last set to nothing. */
  lost = 0

  get size(): number {
    return this.#entries.length
  }

  get oldest(): number | undefined {
    return this.#entries[0]?.event.t
  }

  push(event: LooseEvent): Entry {
    const entry = { id: this.#ids++, event }
    this.#entries.push(entry)
    if (this.#entries.length > this.#limit) this.#dropOne()
    return entry
  }

  /** Puts back events that were numbered already. */
  restore(entries: readonly Entry[]): void {
    this.#entries.unshift(...entries)
  }

  /** As many as fit into one batch, numbered. */
  take(): Required<Entry>[] {
    return this.#entries.splice(0, fitting(this.#entries)).map((entry) => ({ ...entry, n: entry.n ?? this.#next++ }))
  }

  #dropOne(): void {
    const unnumbered = this.#entries.findIndex(({ n }) => n === undefined)
    const sample = this.#entries.findIndex(({ event, n }) => event.type === 'sample' && n === undefined)
    const [gone] = this.#entries.splice(sample < 0 ? unnumbered : sample, 1)
    if (gone) this.#dropped(gone.id)
    this.lost++
  }
}
