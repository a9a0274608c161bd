/** What a later page needs to hand in the rest of a run; `n` is the number of the first event that is kept. */
export interface Run {
  uploads: string
  upload: string
  key: CryptoKey
  at: number
}

const ROWS = 'rows'
const RUN = 0
const EVENT = 1
const SLOW_MS = 3000

/** Rows are `[instance, kind, id]`: one that says how to hand in the run, and one for each event not acknowledged. */
export function openRows(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), SLOW_MS) // a private window may leave the request unanswered
    try {
      const request = indexedDB.open('integrity-monitor', 1)
      request.onupgradeneeded = () => void request.result.createObjectStore(ROWS)
      request.onsuccess = () => resolve(request.result)
      request.onerror = request.onblocked = () => resolve(undefined)
    } catch {
      resolve(undefined)
    }
  })
}

/**
 * A copy on disk of what waits in memory, written when an event happens, so that a crash loses nothing.
 *
 * Every write is committed at once: a page that goes away, or a renderer that dies, would abort an open transaction.
 * Where the browser refuses to store anything, the stream works from memory alone.
 */
export class Disk {
  readonly db: Promise<IDBDatabase | undefined>
  #db: IDBDatabase | undefined
  #instance: string
  #run: Run | undefined
  #first = 0

  constructor(instance: string) {
    this.#instance = instance
    this.db = openRows()
    void this.db.then((db) => {
      this.#db = db
      db?.addEventListener('versionchange', () => db.close())
    })
  }

  /** Lets the database go, as soon as what was written is there; browsers never do so by themselves. */
  close(): void {
    void this.db.then((db) => db?.close())
  }

  /** Keeps an event; calls back when it is safe, or when nothing can be kept. */
  keep(id: number, event: object, done: () => void): void {
    this.#write((rows) => rows.put(event, [this.#instance, EVENT, id]), done)
  }

  drop(id: number): void {
    this.#write((rows) => rows.delete([this.#instance, EVENT, id]))
  }

  /** Everything up to `id` arrived or was given up; the next event has the number `next`. */
  forget(id: number, next: number): void {
    this.#first = next
    this.#write((rows) => {
      rows.delete(IDBKeyRange.bound([this.#instance, EVENT], [this.#instance, EVENT, id]))
      this.#note(rows)
    })
  }

  describe(run: Run): void {
    this.#run = run
    this.#write((rows) => this.#note(rows))
  }

  #note(rows: IDBObjectStore): void {
    if (this.#run) rows.put({ ...this.#run, n: this.#first }, [this.#instance, RUN])
  }

  #write(work: (rows: IDBObjectStore) => void, done: () => void = () => undefined): void {
    if (this.#db) return this.#commit(this.#db, work, done)
    void this.db.then((db) => (db ? this.#commit(db, work, done) : done()))
  }

  #commit(db: IDBDatabase, work: (rows: IDBObjectStore) => void, done: () => void): void {
    try {
      const writing = db.transaction(ROWS, 'readwrite', { durability: 'relaxed' })
      writing.oncomplete = writing.onabort = done
      work(writing.objectStore(ROWS))
      writing.commit()
    } catch {
      done() // the database was closed or is full: memory still has it
    }
  }
}
