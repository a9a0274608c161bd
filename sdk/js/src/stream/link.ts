import { parseMessage, type ServerMessage } from '../wire'

const GREETING_LIMIT = 10_000

export interface LinkHandlers {
  opened(): void
  message(message: ServerMessage): void
  lost(): void
}

/** One WebSocket; it reports its end exactly once, also when the browser takes its time to close it. */
export class Link {
  #socket: WebSocket
  #handlers: LinkHandlers | undefined
  #greeting: ReturnType<typeof setTimeout>

  constructor(endpoint: string, handlers: LinkHandlers) {
    this.#handlers = handlers
    this.#socket = new WebSocket(endpoint)
    this.#greeting = setTimeout(() => this.drop(), GREETING_LIMIT)
    this.#socket.onopen = () => this.#handlers?.opened()
    this.#socket.onclose = () => this.drop()
    this.#socket.onmessage = (event: MessageEvent<unknown>) => {
      const message = typeof event.data === 'string' ? parseMessage(event.data) : undefined
      if (message?.type === 'welcome') clearTimeout(this.#greeting)
      if (message) this.#handlers?.message(message)
    }
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
  }

  /** Ends it without a report. */
  close(): void {
    this.#handlers = undefined
    clearTimeout(this.#greeting)
    this.#socket.close(1000)
  }

  /** Gives it up at once: a half-open socket would only report its end minutes later. */
  drop(): void {
    const handlers = this.#handlers
    this.close()
    handlers?.lost()
  }
}
