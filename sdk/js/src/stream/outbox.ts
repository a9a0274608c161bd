import type { SignedBatch } from './chain'
import { utf8 } from './digest'
import type { Entry } from './queue'

interface Waiting extends SignedBatch {
  made: number
  sent: number
}

/** Signed batches until the collector says that they are durable. */
export class Outbox {
  #batches: Waiting[] = []

  get size(): number {
    return this.#batches.length
  }

  /** When the oldest batch was made that nobody has acknowledged: so long has the lesson run unsupervised. */
  get waitingSince(): number | undefined {
    return this.#batches[0]?.made
  }

  /** When the oldest batch was last sent: so long has this connection been silent. */
  get silentSince(): number | undefined {
    return this.#batches[0]?.sent
  }

  add(batch: SignedBatch, at: number): void {
    this.#batches.push({ ...batch, made: at, sent: at })
  }

  /** Acknowledgements are cumulative; tells which event was the last of them. */
  acknowledge(seq: number): Required<Entry> | undefined {
    const done = this.#batches.filter((batch) => batch.seq <= seq)
    this.#batches = this.#batches.slice(done.length)
    return done.at(-1)?.entries.at(-1)
  }

  /** As many texts, from the oldest on, as `most` bytes hold. */
  first(most: number): string[] {
    let bytes = 0
    const over = this.#batches.findIndex(({ text }) => (bytes += utf8(text).length + 1) > most)
    return this.#batches.slice(0, over < 0 ? undefined : over).map(({ text }) => text)
  }

  /** Whether what is left continues the collector's chain as it stands. */
  continues(lastSeq: number, chain: string): boolean {
    const first = this.#batches[0]
    return first === undefined || (first.seq === lastSeq + 1 && first.prev === chain)
  }

  /** All texts in order, to be sent again. */
  resend(at: number): string[] {
    return this.#batches.map((batch) => {
      batch.sent = at
      return batch.text
    })
  }

  /** Forgets the oldest batch and tells what was in it. */
  discardFirst(): readonly Required<Entry>[] {
    return this.#batches.shift()?.entries ?? []
  }

  /** Gives all events back, to be signed anew. */
  clear(): Entry[] {
    return this.#batches.splice(0).flatMap((batch) => batch.entries)
  }
}
