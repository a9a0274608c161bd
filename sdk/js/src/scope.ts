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
  over = false

  constructor(report: Report) {
    this.#report = report
  }

  /** A part that can end earlier than the whole. */
  child(): Scope {
    const child = new Scope(this.#report)
    child.onEnd(this.onEnd(() => child.end()))
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

  /** `capture` and not an object of options: a page may have given every object a member of their names. */
  listen(target: EventTarget, types: string, work: Listener, capture = false): void {
    const listener: Listener = (event) => this.safely(() => work(event))
    for (const type of types.split(' ')) {
      target.addEventListener(type, listener, capture)
      this.onEnd(() => target.removeEventListener(type, listener, capture))
    }
  }

  every(ms: number, work: () => void): () => void {
    const timer = setInterval(() => this.safely(work), ms)
    return this.onEnd(() => clearInterval(timer))
  }

  after(ms: number, work: () => void): () => void {
    const cancel = this.onEnd(() => clearTimeout(timer))
    const timer = setTimeout(() => {
      cancel()
      this.safely(work)
    }, ms)
    return cancel
  }

  /** Resolves later; never, when the scope has ended by then. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Resolves at the end. */
  ended(): Promise<void> {
    return new Promise((resolve) => void this.onEnd(resolve))
  }

  /** Adds a clean-up and returns a function that does it earlier. */
  onEnd(undo: () => void): () => void {
    const once = (): void => {
      if (this.#undo.delete(once)) this.safely(undo)
    }
    this.#undo.add(once)
    if (this.over) once()
    return once
  }

  end(): void {
    this.over = true
    for (const undo of [...this.#undo].reverse()) undo()
  }
}
