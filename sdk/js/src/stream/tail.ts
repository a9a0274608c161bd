const MOST_BYTES = 48 * 1024 // beacons and requests that outlive their page share 64 KiB
const MOST_LATER = 8 * 1024

interface Later {
  fetchLater?: (url: string, init: RequestInit) => unknown
}

/** What the collector gets although the page is gone: a beacon at the end, or a request that was left with the browser. */
export class Tail {
  #url: string
  #armed: AbortController | undefined

  constructor(uploads: string) {
    this.#url = `${uploads}/v1/batches`
  }

  /** The page goes away now.  Text only: another content type would need a preflight, and there is no time for one. */
  beacon(head: string, first: (most: number) => string[]): void {
    const body = this.#body(MOST_BYTES, head, first)
    if (body) navigator.sendBeacon(this.#url, body)
  }

  /** The browser sends it even when the renderer crashes (Chromium 135); a later call takes its place. */
  arm(head: string, first: (most: number) => string[]): void {
    const body = this.#body(MOST_LATER, head, first)
    if (!body) return
    this.#armed = new AbortController()
    ;(globalThis as Later).fetchLater?.(this.#url, { method: 'POST', body, signal: this.#armed.signal })
  }

  #body(most: number, head: string, first: (most: number) => string[]): string {
    this.disarm()
    const texts = first(most - head.length)
    return texts[0] ? [head, ...texts].join('\n') : ''
  }

  disarm(): void {
    this.#armed?.abort()
    this.#armed = undefined
  }
}
