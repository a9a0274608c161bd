import { parseMessage, type ServerMessage } from '../wire'

const GREETING_LIMIT = 10_000
const BUSY = 1013 // "try again later"; the reason says after how many seconds

export interface LinkHandlers {
  opened(): void
  message(message: ServerMessage): void
  /** The connection ended; the collector may have said for how long (ms) it wants to be left alone. */
  lost(wait: number): void
}

/** A way to the collector: a WebSocket, or requests where WebSockets are blocked. */
export interface Connection {
  send(text: string): void
  close(): void
  drop(): void
}

/** One WebSocket; it reports its end exactly once, also when the browser takes its time to close it. */
export class Link implements Connection {
  #socket: WebSocket
  #handlers: LinkHandlers | undefined
  #greeting: ReturnType<typeof setTimeout>

  constructor(endpoint: string, handlers: LinkHandlers) {
    this.#handlers = handlers
    this.#socket = new WebSocket(endpoint)
    this.#greeting = setTimeout(() => this.drop(), GREETING_LIMIT)
    this.#socket.onopen = () => this.#handlers?.opened()
    this.#socket.onclose = ({ code, reason }) => this.drop(code === BUSY ? 1000 * (Number(reason) || 5) : 0)
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
  drop(wait = 0): void {
    const handlers = this.#handlers
    this.close()
    handlers?.lost(wait)
  }
}
