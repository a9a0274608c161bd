type Report = (error: unknown) => void
type Listener = (event: Event) => void

/**
 * Everything that has to be undone together: listeners, timers, clean-ups.
 *
 * Every callback runs inside a try, because an exception of ours must never become the host page's problem.
 */
export class Scope {
  #report: Report
  #undo = new Set<() => void>()
  #over = false

  constructor(report: Report) {
    this.#report = report
  }

  get over(): boolean {
    return this.#over
  }

  /** A part that can end earlier than the whole. */
  child(): Scope {
    const child = new Scope(this.#report)
    const forget = this.onEnd(() => child.end())
    child.onEnd(forget)
    return child
  }

  /** Runs `work` and reports what it throws. */
  safely<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.#report(error)
      return undefined
    }
  }

  /** Lets a promise go its way; a failure is reported instead of becoming an unhandled rejection of the page. */
  go(work: Promise<unknown>): void {
    work.catch(this.#report)
  }

  listen(target: EventTarget, types: string, work: Listener, options: AddEventListenerOptions = {}): void {
    const listener: Listener = (event) => this.safely(() => work(event))
    for (const type of types.split(' ')) {
      target.addEventListener(type, listener, options)
      this.onEnd(() => target.removeEventListener(type, listener, options))
    }
  }

  every(ms: number, work: () => void): () => void {
    const timer = setInterval(() => this.safely(work), ms)
    const forget = this.onEnd(() => clearInterval(timer))
    return () => {
      clearInterval(timer)
      forget()
    }
  }

  after(ms: number, work: () => void): () => void {
    const timer = setTimeout(() => {
      cancel()
      this.safely(work)
    }, ms)
    const forget = this.onEnd(() => clearTimeout(timer))
    const cancel = (): void => {
      clearTimeout(timer)
      forget()
    }
    return cancel
  }

  /** Resolves later; never, when the scope has ended by then. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Adds a clean-up and returns a function that forgets it. */
  onEnd(undo: () => void): () => void {
    if (this.#over) this.safely(undo)
    else this.#undo.add(undo)
    return () => this.#undo.delete(undo)
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    for (const undo of [...this.#undo].reverse()) this.safely(undo)
    this.#undo.clear()
  }
}
