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
    this.disarm()
    const texts = first(MOST_BYTES - head.length)
    if (texts.length > 0) navigator.sendBeacon(this.#url, [head, ...texts].join('\n'))
  }

  /** The browser sends it even when the renderer crashes (Chromium 135); a later call takes its place. */
  arm(head: string, first: (most: number) => string[]): void {
    this.disarm()
    const texts = first(MOST_LATER - head.length)
    const { fetchLater } = globalThis as Later
    if (!fetchLater || texts.length === 0) return
    this.#armed = new AbortController()
    fetchLater(this.#url, { method: 'POST', body: [head, ...texts].join('\n'), signal: this.#armed.signal })
  }

  disarm(): void {
    this.#armed?.abort()
    this.#armed = undefined
  }
}
