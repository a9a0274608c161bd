import type { Scope } from '../scope'

const BUSY = 1013 // "try again later"; the reason says after how many seconds

/** What a way to the collector tells; the stream ends its scope when it is lost, so that it is told once. */
export interface LinkHandlers {
  opened(): void
  /** A message came, if it is one. */
  heard(text: string): void
  /** The connection ended; the collector may have said for how long (ms) it wants to be left alone. */
  lost(wait: number): void
  /** The line that goes before batches in a request. */
  head(type: 'post' | 'poll'): string
}

/** Sends a message to the collector, or nothing while there is no way to it. */
export type Send = (text: string) => void

/** One WebSocket, until its scope ends. */
export function openSocket(endpoint: string, handlers: LinkHandlers, scope: Scope): Send {
  const socket = new WebSocket(endpoint)
  scope.onEnd(() => socket.close(1000))
  scope.listen(socket, 'open', () => handlers.opened())
  scope.listen(socket, 'message', (event) => handlers.heard((event as MessageEvent<string>).data))
  // Where the page's policy forbids the address, Chromium says `error` and never `close`.
  scope.listen(socket, 'error close', (event) => {
    const { code, reason } = event as CloseEvent
    handlers.lost(code === BUSY ? 1000 * (Number(reason) || 5) : 0)
  })
  return (text) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }
}
