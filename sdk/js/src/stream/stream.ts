import { now } from '../clock'
import { stringify } from '../json'
import { loadLater } from '../later_chunk'
import type { Scope } from '../scope'
import type { Ack, Directive, EventName, Language, LooseEvent, Mode, Outcome, Problem, ServerMessage, Status, Welcome } from '../wire'
import { parseMessage } from '../wire'
import { Backoff } from './backoff'
import { Chain } from './chain'
import { hmacKey, randomName } from './digest'
import { Disk } from './disk'
import type { Delivery } from './leftovers'
import { type LinkHandlers, openSocket, type Send } from './link'
import { Outbox } from './outbox'
import { EventQueue, fitting, MOST_IN_BATCH } from './queue'
import { Tail } from './tail'

export interface StreamOptions {
  endpoint: string
  ticket: string
  uploads: string
  mode: Mode
  language: Language
}

export interface StreamHandlers {
  welcome(welcome: Welcome): void
  message(message: Directive | Outcome | Status | Problem): void
  fatal(problem: Problem): void
  /** No socket was answered; requests are tried from now on. */
  unreachable(): void
  changed(): void
  /** An event is on disk, or in memory where nothing can be kept: it will arrive or be reported as dropped. */
  accepted(event: LooseEvent): void
}

/** Protocol: sent at once, everything else with the next regular batch. */
const URGENT: readonly EventName[] = [
  'popup_presented', 'popup_answered', 'popup_expired', 'photo_commit', 'pause', 'visibilitychange', 'camera',
  'consent_given', 'consent_withdrawn', 'window_claim', 'net_online', 'ended',
] // prettier-ignore

/** The collector and we disagree about the chain: connect again, and its `welcome` says where it stands. */
const RESYNC: readonly string[] = ['out_of_sequence', 'chain_broken', 'bad_mac', 'replayed', 'rate_limited']

/** The collector cannot read a batch: sending it again would only fail for ever. */
const REFUSED: readonly string[] = ['malformed', 'unknown_type', 'oversized']

/** What a welcome says of holds, as the directive that says the same. */
const standing = ({ hold }: Welcome): Directive =>
  ({ type: 'directive', kind: hold ? 'hold' : 'release', nonce: '', ...hold }) as Directive

const GREETING_LIMIT_MS = 10_000
const MOST_IN_FLIGHT = 16
const MOST_SILENT = 2 // sockets that never opened, before requests are tried instead

/**
 * Brings events to the collector: in order, signed, and again until they are acknowledged.
 *
 * Events are signed only while connected; while offline they wait in the bounded queue.
 */
export class Stream {
  readonly instance = randomName()
  #options: StreamOptions
  #handlers: StreamHandlers
  #scope: Scope
  #disk = new Disk(this.instance)
  #queue = new EventQueue((id) => this.#disk.drop(id))
  #tail: Tail
  #upload = ''
  #silentSockets = 0
  #outbox = new Outbox()
  #backoff = new Backoff()
  #line: Scope | undefined
  #send: Send = () => undefined
  #chain: Chain | undefined
  #key = ''
  #resume = ''
  live = false
  #resign = false
  #greeted = false
  #over = false
  #lostAt: number | undefined = now()
  #work: Promise<void> = Promise.resolve()
  #cancelBatches: () => void = () => undefined

  constructor(options: StreamOptions, handlers: StreamHandlers, scope: Scope) {
    this.#options = options
    this.#handlers = handlers
    this.#scope = scope
    this.#tail = new Tail(options.uploads)
    scope.onEnd(() => this.#disk.close())
    // Who hands in leftovers sees by this lock that the run still lives; it is free when the page is gone.
    if (navigator.locks) {
      navigator.locks.request(`integrity:run:${this.instance}`, () => scope.ended()).catch(() => undefined)
    }
  }

  /** Resolves when everything is signed that was asked for so far. */
  get idle(): Promise<void> {
    return this.#work
  }

  /** Since when nothing has been acknowledged that should have been; undefined when all is well. */
  get waitingSince(): number | undefined {
    return this.#lostAt ?? this.#outbox.waitingSince
  }

  connect(): void {
    if (this.#scope.over || this.#line || this.#over) return
    const line = (this.#line = this.#scope.child())
    const handlers: LinkHandlers = {
      opened: () => this.#hello(),
      heard: (text) => this.#receive(parseMessage(text), line),
      lost: (wait) => this.#lost(wait),
      head: (type) => this.#head(type),
    }
    line.after(GREETING_LIMIT_MS, () => this.live || this.#lost())
    if (this.#silentSockets >= MOST_SILENT) return line.go(this.#poll(handlers, line))
    try {
      this.#send = openSocket(this.#options.endpoint, handlers, line)
    } catch {
      this.#lost() // the page has something of its own in place of WebSocket
    }
  }

  /** Something on the way swallows WebSockets: the same messages by requests. */
  async #poll(handlers: LinkHandlers, line: Scope): Promise<void> {
    const { openPoll } = await loadLater()
    if (!line.over) this.#send = openPoll(`${this.#options.uploads}/v1/batches`, handlers, line)
  }

  /** What is lent to whoever hands in the leftovers of earlier runs. */
  get delivery(): Delivery {
    return { instance: this.instance, db: this.#disk.db, Chain, fitting }
  }

  record(event: LooseEvent): void {
    const { id } = this.#queue.push(event)
    this.#disk.keep(id, event, () => this.#handlers.accepted(event))
    if (URGENT.includes(event.type)) void this.flush()
  }

  /** Signs and sends what waits, after whatever is being signed now; resolves when that is done. */
  flush(): Promise<void> {
    return this.#serially(() => this.#sendWaiting())
  }

  /** Gives the connection up when it has been silent for `limit`; call it now and then. */
  checkSilence(limit: number): void {
    const since = this.#outbox.silentSince
    if (this.live && since !== undefined && now() - since > limit) this.#lost()
  }

  /** The page was hidden: a phone may take it away without another word. */
  hidden(): void {
    void this.flush().then(() => this.#tail.arm(this.#head('post'), (most) => this.#outbox.first(most)))
  }

  /** As `leave`, for good. */
  finish(): Promise<void> {
    this.#over = true
    return this.leave()
  }

  /** Says what is left and closes without coming back by itself. */
  leave(): Promise<void> {
    // Signing takes a task that a page which goes away does not have: what is not signed yet is on disk.
    this.#tail.beacon(this.#head('post'), (most) => this.#outbox.first(most))
    void this.flush()
    return this.#serially(async () => {
      if (this.live) this.#lostAt ??= now()
      this.#hangUp()
    })
  }

  #head(type: 'post' | 'poll'): string {
    return stringify({ type, upload: this.#upload, instance: this.instance })
  }

  #hello(): void {
    const { ticket, mode, language } = this.#options
    const proof = this.#resume ? { resume: this.#resume } : { ticket }
    const { instance } = this
    this.#send(
      stringify({ type: 'hello', protocol: 1, ...proof, instance, mode, sdk: __VERSION__, language }),
    )
  }

  #receive(message: ServerMessage | undefined, line: Scope): void {
    if (!message) return
    switch (message.type) {
      case 'welcome':
        this.#handlers.message(standing(message)) // at once: what follows the welcome may end it
        return void this.#serially(() => this.#adopt(message, line))
      case 'ack':
        return this.#acknowledged(message)
      case 'error':
        return this.#refused(message)
      default:
        this.#handlers.message(message)
    }
  }

  /** Takes the collector's word for where the chain stands, and sends again what it does not have. */
  async #adopt(welcome: Welcome, line: Scope): Promise<void> {
    const sameKey = welcome.key === this.#key
    this.#resume = welcome.resume
    this.#silentSockets = 0
    this.#stored(welcome.last_seq)
    this.#upload = welcome.upload
    const goesOn = sameKey && !this.#resign && this.#outbox.continues(welcome.last_seq, welcome.chain)
    if (!goesOn) this.#queue.restore(this.#outbox.clear())
    if (!this.#chain || this.#outbox.size === 0) {
      const key = await hmacKey(welcome.key)
      this.#chain = new Chain(key, this.instance, welcome.last_seq + 1, welcome.chain)
      this.#disk.describe({ uploads: this.#options.uploads, upload: welcome.upload, key, at: performance.timeOrigin + now() })
    }
    this.#key = welcome.key
    this.#resign = false
    if (!line.over) this.#goLive(welcome) // it may be lost again by now
  }

  #goLive(welcome: Welcome): void {
    const at = now()
    const returning = this.#greeted
    this.#greeted = this.live = true
    this.#lostAt = undefined
    for (const text of this.#outbox.resend(at)) this.#send(text)
    if (returning) {
      const oldest = this.#queue.oldest
      const queued = this.#queue.size
      this.record({ type: 'net_online', t: at, queued, oldest: oldest === undefined ? 0 : at - oldest } as LooseEvent)
    }
    this.#cancelBatches()
    this.#cancelBatches = this.#scope.every(welcome.ask.batch_every_ms, () => this.#queue.size && void this.flush())
    this.#handlers.welcome(welcome)
    void this.flush()
  }

  #stored(seq: number): void {
    const last = this.#outbox.acknowledge(seq)
    if (last) this.#disk.forget(last.id, last.n + 1)
    if (this.#outbox.size === 0) this.#tail.disarm()
  }

  #acknowledged({ seq }: Ack): void {
    this.#stored(seq)
    this.#backoff.reset()
    this.#handlers.changed()
    if (this.#queue.size >= MOST_IN_BATCH) void this.flush() // a backlog from an outage: do not wait for the timer
  }

  #refused(problem: Problem): void {
    if (problem.fatal) return this.#handlers.fatal(problem)
    this.#handlers.message(problem)
    if (REFUSED.includes(problem.code) && this.live) {
      const gone = this.#outbox.discardFirst()
      const last = gone.at(-1)
      if (last) {
        this.#disk.forget(last.id, last.n + 1)
        this.record({ type: 'dropped', t: now(), reason: problem.code, count: gone.length } as LooseEvent)
      }
      this.#resign = true
      this.#lost()
    } else if (RESYNC.includes(problem.code)) {
      this.#resign ||= problem.code === 'bad_mac'
      this.#lost()
    }
  }

  #lost(wait = 0): void {
    const wasLive = this.live
    if (!this.#greeted && ++this.#silentSockets === MOST_SILENT) this.#handlers.unreachable()
    this.#hangUp()
    if (wasLive) {
      this.#lostAt ??= now()
      this.record({ type: 'net_offline', t: now() })
    }
    this.#handlers.changed()
    this.#scope.after(this.#backoff.next(wait), () => this.connect())
  }

  /** At once: a half-open socket would only report its end minutes later. */
  #hangUp(): void {
    this.#line?.end()
    this.#line = undefined
    this.live = false
  }

  async #sendWaiting(): Promise<void> {
    while (this.live && this.#chain && this.#queue.size > 0 && this.#outbox.size < MOST_IN_FLIGHT) {
      const at = now()
      const count = this.#queue.lost
      this.#queue.lost = 0
      if (count) this.record({ type: 'dropped', t: at, reason: 'memory', count } as LooseEvent)
      const batch = await this.#chain.sign(this.#queue.take(), at)
      this.#outbox.add(batch, at)
      if (this.live) this.#send(batch.text)
    }
  }

  /** Signing is asynchronous; one job after the other keeps `seq` and `prev` in order. */
  #serially(job: () => Promise<void>): Promise<void> {
    const done = this.#work.then(job)
    this.#scope.go(done)
    return (this.#work = done.catch(() => undefined))
  }
}
