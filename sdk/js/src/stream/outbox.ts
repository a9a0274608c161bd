import type { SignedBatch } from './chain'
import type { NumberedEvent } from './queue'

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

  /** Acknowledgements are cumulative. */
  acknowledge(seq: number): void {
    this.#batches = this.#batches.filter((batch) => batch.seq > seq)
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

  /** Forgets the oldest batch and tells how many events were in it. */
  discardFirst(): number {
    return this.#batches.shift()?.events.length ?? 0
  }

  /** Gives all events back, to be signed anew. */
  clear(): NumberedEvent[] {
    return this.#batches.splice(0).flatMap((batch) => batch.events)
  }
}
