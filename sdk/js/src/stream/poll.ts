import { parseMessage } from '../wire'
import type { Connection, LinkHandlers } from './link'

const PAUSE_MS = 1000
const BUSY = 429

/**
 * The stream over requests, where something on the way does not let WebSockets through: one a second carries what
 * both sides have to say, in the same messages, one a line.
 */
export class Poll implements Connection {
  #url: string
  #handlers: LinkHandlers | undefined
  #waiting: string[] = []
  #head = ''
  #busy = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(url: string, handlers: LinkHandlers) {
    this.#url = url
    this.#handlers = handlers
    setTimeout(() => this.#handlers?.opened())
  }

  send(text: string): void {
    this.#waiting.push(text)
    void this.#turn()
  }

  close(): void {
    this.#handlers = undefined
    clearTimeout(this.#timer)
  }

  drop(wait = 0): void {
    const handlers = this.#handlers
    this.close()
    handlers?.lost(wait)
  }

  async #turn(): Promise<void> {
    if (this.#busy || !this.#handlers) return
    this.#busy = true
    clearTimeout(this.#timer)
    const lines = this.#waiting.splice(0)
    // No content type and no header of our own: a simple request needs no preflight.
    const body = (this.#head ? [this.#head, ...lines] : lines).join('\n')
    const answer = await fetch(this.#url, { method: 'POST', body, credentials: 'omit' }).catch(() => undefined)
    if (!answer?.ok) return this.drop(answer?.status === BUSY ? 1000 * Number(answer.headers.get('Retry-After')) : 0)
    for (const line of (await answer.text()).split('\n')) this.#hear(line)
    this.#busy = false
    if (this.#waiting.length > 0) return this.#turn()
    this.#timer = setTimeout(() => void this.#turn(), PAUSE_MS)
  }

  #hear(line: string): void {
    const message = parseMessage(line)
    if (message?.type === 'welcome') this.#head = JSON.stringify({ type: 'poll', upload: message.upload })
    if (message) this.#handlers?.message(message)
  }
}
