import { stringify } from '../json'
import { hmac, sha256 } from './digest'
import type { Entry } from './queue'

export interface SignedBatch {
  seq: number
  prev: string
  text: string
  entries: readonly Required<Entry>[]
}

/** Signs batches one after the other; each carries the digest of the one before, so that a cut or an edit shows. */
export class Chain {
  #key: CryptoKey
  #instance: string
  #seq: number
  #prev: string

  constructor(key: CryptoKey, instance: string, seq: number, prev: string) {
    this.#key = key
    this.#instance = instance
    this.#seq = seq
    this.#prev = prev
  }

  /** Callers wait for one batch before they sign the next: two at once would share a `prev`. */
  async sign(entries: readonly Required<Entry>[], sent: number): Promise<SignedBatch> {
    const [seq, prev] = [this.#seq, this.#prev]
    const events = entries.map(({ event, n }) => ({ ...event, n }))
    const body = { type: 'batch', seq, prev, instance: this.#instance, sent, events }
    const unsigned = stringify(body).slice(0, -1)
    const text = `${unsigned},"mac":"${await hmac(this.#key, unsigned)}"}`
    this.#prev = await sha256(text)
    this.#seq = seq + 1
    return { seq, prev, text, entries }
  }
}
