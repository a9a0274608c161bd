import type { DirectiveDesk } from '../directives/desk'
import type { LooseEvent } from '../wire'
import type { Chain } from './chain'
import type { Run } from './disk'
import { passing, post } from './post'
import type { Entry, fitting } from './queue'

/** What the stream lends for this. */
export interface Delivery {
  readonly instance: string
  readonly db: Promise<IDBDatabase | undefined>
  readonly Chain: typeof Chain
  readonly fitting: typeof fitting
}

interface Stored {
  last_seq: number
  chain: string
  next_n: number
}

type Kept = Run & { n: number }
type Key = [instance: string, kind: number, id: number]

const KEPT_MS = 7 * 24 * 3600 * 1000
const FIRST_WAIT = 1000
const LONGEST_WAIT = 60_000
const TEXTS_AT_ONCE = 8

/** The collector will not take them, now or later; the code says why. */
class Refused extends Error {}

/**
 * Hands in what runs before this one left behind: a page that crashed, was closed in the middle or was offline.
 *
 * It goes to the session of that run and never to the present one, with the credentials of that run; the collector
 * sees by its own clock that it is late.  A run that still lives holds a lock and is left alone.
 */
export async function deliverLeftovers(desk: DirectiveDesk, delivery: Delivery): Promise<void> {
  const db = await delivery.db
  if (!db || !navigator.locks) return
  const keys = (await done(rows(db).getAllKeys())) as Key[]
  for (const instance of new Set(keys.map(([name]) => name))) {
    if (instance === delivery.instance) continue
    const hand = (lock: Lock | null): Promise<void> | undefined =>
      lock ? handIn(desk, delivery, db, instance) : undefined
    await navigator.locks.request(`integrity:run:${instance}`, { ifAvailable: true }, hand)
  }
}

async function handIn(desk: DirectiveDesk, delivery: Delivery, db: IDBDatabase, instance: string): Promise<void> {
  const all = IDBKeyRange.bound([instance], [instance, []])
  const run = (await done(rows(db).get([instance, 0]))) as Kept | undefined
  const events = (await done(rows(db).getAll(IDBKeyRange.bound([instance, 1], [instance, 1, []])))) as LooseEvent[]
  const entries = events.map((event, id) => ({ id, event, n: (run?.n ?? 0) + id }))
  for (let wait = FIRST_WAIT; entries.length > 0; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      if (!run) throw new Refused('no_session')
      if (performance.timeOrigin + performance.now() - run.at > KEPT_MS) throw new Refused('expired')
      await send(entries, run, instance, delivery)
    } catch (error) {
      if (!(error instanceof Refused)) {
        await desk.asking.pause(wait)
        continue
      }
      desk.record('dropped', { reason: error.message, count: entries.length })
      break
    }
  }
  rows(db, 'readwrite').delete(all)
}

/** Signs what the collector does not have yet and sends it; takes away from `entries` what is stored. */
async function send(entries: Required<Entry>[], run: Kept, instance: string, delivery: Delivery): Promise<void> {
  const forget = ({ next_n }: Stored): unknown =>
    entries.splice(0, entries.filter(({ n }) => n < next_n).length)
  const stored = await deliver(run, instance, [])
  forget(stored)
  const chain = new delivery.Chain(run.key, instance, stored.last_seq + 1, stored.chain)
  const texts: string[] = []
  for (const left = entries.slice(); left.length > 0; ) {
    texts.push((await chain.sign(left.splice(0, delivery.fitting(left)), 0)).text)
  }
  while (texts.length > 0) forget(await deliver(run, instance, texts.splice(0, TEXTS_AT_ONCE)))
}

async function deliver({ uploads, upload }: Run, instance: string, texts: string[]): Promise<Stored> {
  const body = [JSON.stringify({ type: 'post', upload, instance }), ...texts].join('\n')
  const answer = await post(`${uploads}/v1/batches`, body)
  if (answer.ok) return JSON.parse((await answer.text()).split('\n').at(-1) ?? '') as Stored
  if (passing(answer.status)) throw new Error(String(answer.status))
  throw new Refused(((await answer.json()) as { code: string }).code)
}

const rows = (db: IDBDatabase, mode: IDBTransactionMode = 'readonly'): IDBObjectStore =>
  db.transaction('rows', mode).objectStore('rows')

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(new Error(String(request.error)))
  })
