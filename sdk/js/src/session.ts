import { now } from './clock'
import type { DirectiveDesk } from './directives/desk'
import { Directives } from './directives'
import { kit } from './directives/kit'
import { Emitter } from './emitter'
import { followVideo, type Target } from './finder'
import { EngagedClock } from './guards/engaged'
import { SeekGuard } from './guards/seek'
import { Holds } from './holds'
import type { Failure, SessionEvents, State } from './host_events'
import { stringify } from './json'
import { type Desk, Lesson } from './lesson'
import { visible } from './native'
import { type Options, settle, type Settings } from './options'
import { Player } from './player'
import { Scope } from './scope'
import { watchFocus } from './signals/focus'
import { watchNetwork } from './signals/network'
import { watchPage } from './signals/page'
import { watchVisibility } from './signals/visibility'
import { claimWindow } from './signals/window'
import type { Delivery } from './stream/leftovers'
import { Stream } from './stream/stream'
import { choose } from './ui/choice'
import { Stage } from './ui/stage'
import { type Words, words } from './ui/text'
import type { Ask, Bilingual, Directive, EventFields, EventName, Language, LooseEvent, Outcome, Problem, Status, Welcome } from './wire'
import { inLanguage } from './wire'

const TICK_MS = 1000
const FIRST_WELCOME_MS = 5000
const SILENT_MS = 3000 // a socket that is half open looks well and delivers nothing

type Told = Pick<Problem, 'code' | 'fatal'> & { message: string | Bilingual }

/** One learner's session on this page; `start` makes it. */
export class Session implements Desk, DirectiveDesk {
  readonly enforce: boolean
  readonly language: Language
  readonly say: Words
  readonly kit = kit
  readonly uploads: string
  readonly scope = new Scope((error) => this.#fault(error))
  readonly asking = this.scope.child()
  readonly engaged = new EngagedClock()
  readonly holds: Holds
  readonly stage: Stage
  welcome: Welcome | undefined
  #events = new Emitter<SessionEvents>()
  #stream: Stream
  #directives: Directives
  #attached: Scope | undefined
  #open: () => void = () => undefined
  #lesson: Lesson | undefined
  #seeks = new Map<string, SeekGuard>()
  #ended = false
  #told = ''
  #faulty = ''
  #own: Settings['words']

  constructor(options: Options) {
    const settings: Settings = settle(options)
    this.enforce = settings.mode === 'enforce'
    this.language = settings.language
    this.uploads = settings.uploads
    this.#own = settings.words
    this.say = { ...words(settings.language), ...settings.words }
    this.holds = new Holds(this.enforce, () => this.#changed())
    this.stage = new Stage(settings.language, this.scope)
    const handlers = {
      welcome: (welcome: Welcome) => this.#welcomed(welcome),
      message: (message: Directive | Outcome | Status | Problem) => this.#receive(message),
      fatal: (problem: Problem) => this.#fatal(problem),
      changed: () => this.#changed(),
      unreachable: () => this.fail('unreachable', `${settings.endpoint} does not answer`, { field: 'endpoint' }),
      accepted: (event: LooseEvent) => this.#events.emit('event', event),
    }
    this.#stream = new Stream(settings, handlers, this.scope)
    this.#directives = new Directives(this, (reason) => this.#end(reason))
    this.#begin()
  }

  // ---------------------------------------------------------------- for the host page

  /**
   * Watches the target's video for this lesson (by default the one for which the session was opened) and returns a
   * function that stops watching.  A new lesson ends the old one.
   */
  attach = (target: Target, options?: { lesson?: string }): (() => void) => {
    this.#attached?.end()
    const scope = (this.#attached = this.scope.child())
    scope.safely(() => followVideo(target, scope, (video) => this.#bind(options?.lesson, video, scope)))
    scope.onEnd(() => this.#unbind())
    return () => scope.end()
  }

  /** Calls back at every event of this name; returns a function that ends it. */
  on = <Name extends keyof SessionEvents>(name: Name, handler: (detail: SessionEvents[Name]) => void): (() => void) =>
    this.#events.on(name, handler)

  /** Sends what is left, then takes every trace away. */
  stop = (): void => {
    this.#end('stopped')
    void this.#stream.finish().finally(() => {
      this.scope.end()
      this.#events.clear()
    })
  }

  // ---------------------------------------------------------------- for signals and directives

  get ask(): Ask | undefined {
    return this.welcome?.ask
  }

  get delivery(): Delivery {
    return this.#stream.delivery
  }

  get still(): boolean {
    return this.#lesson?.player.paused ?? true
  }

  record<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    if (!this.#ended) this.#stream.record({ type: name, t: now(), ...fields })
  }

  blocked(): void {
    this.#directives.explainAgain()
  }

  flush(): void {
    void this.#stream.flush()
  }

  refreshed(): void {
    this.engaged.reset()
    this.holds.drop('gap')
  }

  fail = (code: string, detail: string | Bilingual, rest: Partial<Failure> = {}): void => {
    this.#events.emit('error', { fatal: false, ...rest, code, message: this.translate(detail) })
  }

  /** Once, however often it happens: a page's getter may throw at every change of the page. */
  #fault(error: unknown): void {
    const message = String(error)
    if (this.#faulty !== (this.#faulty = message)) this.fail((error as Partial<Failure>).code ?? 'internal', message, error as Partial<Failure>)
  }

  translate = (text: string | Bilingual | undefined): string => inLanguage(text, this.language)

  // ---------------------------------------------------------------- inside

  #begin(): void {
    if (!crypto.subtle) {
      // Absent outside secure contexts: nothing could be signed.  A task later, when the host page listens.
      this.scope.after(0, () => {
        this.#fatal({ code: 'insecure_origin', message: this.say.insecure, fatal: true })
      })
      return
    }
    const { scope, holds } = this
    holds.add('connecting')
    holds.set('hidden', !visible())
    watchVisibility(scope, (shown) => {
      holds.set('hidden', !shown)
      this.#lesson?.emit('visibilitychange')
      if (!shown) this.#stream.hidden()
    })
    watchFocus(scope, () => this.#lesson?.emit('focuschange'))
    watchNetwork(scope, { leaving: () => scope.go(this.#stream.leave()), back: () => this.#stream.connect() })
    const awake = watchPage(scope, (name, fields) => this.record(name, fields))
    scope.every(TICK_MS, () => {
      awake()
      this.#tick()
    })
    scope.after(0, () => this.#stream.connect()) // a task later, so that the host page hears of errors
  }

  #tick(): void {
    if (this.#ended || !this.#lesson) this.holds.enforce() // also before the welcome, and after none came
    if (this.#ended) return
    this.stage.repair()
    this.#lesson?.tick()
    if (this.#lesson) this.#directives.avoid(this.#lesson.player.video)
    this.#superviseConnection()
  }

  /** No credit for play that nobody could supervise (K1), so it does not play; it goes on by itself. */
  #superviseConnection(): void {
    const limit = this.ask?.pause_unacknowledged_ms ?? FIRST_WELCOME_MS
    const since = this.#stream.waitingSince
    this.holds.set('unacknowledged', since !== undefined && now() - since > limit)
    this.#stream.checkSilence(Math.max(SILENT_MS, limit / 2))
  }

  #welcomed(welcome: Welcome): void {
    const first = this.welcome === undefined
    this.welcome = welcome
    Object.assign(this.say, welcome.words, this.#own)
    if (this.#lesson) this.#review(this.#lesson.id)
    this.#open()
    this.#lesson?.begin()
    if (first) this.#claim(welcome.trainee)
    this.#directives.begin()
    this.holds.drop('connecting')
    this.#changed()
  }

  #receive(message: Directive | Outcome | Status | Problem): void {
    if (this.#ended) return
    switch (message.type) {
      case 'directive':
        return this.#directives.receive(message)
      case 'outcome':
        this.#directives.outcome(message)
        return this.#events.emit('outcome', message)
      case 'status':
        this.#directives.status(message)
        return this.#events.emit('status', message)
      case 'error':
        return this.#tell(message)
    }
  }

  #tell(problem: Told): void {
    this.fail(problem.code, problem.message, problem as Partial<Failure>)
  }

  #fatal(problem: Told): void {
    this.#tell(problem)
    this.#directives.end(problem.code, problem.message)
  }

  #claim(trainee: string): void {
    claimWindow(trainee, this.scope, {
      claimed: (state) => {
        this.record('window_claim', { state })
        if (state === 'refused') this.#lesson?.prevented('second_window')
        this.holds.set('window', state === 'refused' || state === 'lost')
      },
      free: () => this.scope.go(this.#offerToContinue()),
    })
  }

  async #offerToContinue(): Promise<void> {
    await choose(this, 'window', this.say.title_free, this.say.free, 'continue_here')
    this.record('window_claim', { state: 'granted' })
    this.holds.drop('window')
  }

  #bind(lesson: string | undefined, video: HTMLVideoElement | undefined, scope: Scope): void {
    this.#unbind()
    if (!video || scope.over) return
    const player = new Player(video)
    this.holds.govern(player)
    this.#open = () => {
      const id = lesson ?? this.welcome?.lesson
      if (!id || this.#lesson) return // the welcome will tell
      this.#lesson = new Lesson(id, player, this.#review(id), this, scope.child())
      this.#changed()
    }
    this.#open()
  }

  #unbind(): void {
    this.#lesson?.scope.end()
    this.#lesson = undefined
    this.#open = () => undefined
    this.holds.govern(undefined)
    this.engaged.update(false, now())
  }

  /** The collector may know that this lesson was covered up to somewhere in an earlier session. */
  #review(id: string): SeekGuard {
    const seeks = this.#seeks.get(id) ?? new SeekGuard()
    this.#seeks.set(id, seeks)
    if (this.welcome?.lesson === id) seeks.allowUpTo(this.welcome.ask.review_from_ms)
    return seeks
  }

  #end(reason: string): void {
    if (this.#ended) return
    this.asking.end() // the camera says `off` before the last batch goes
    this.#ended = true
    void this.#stream.finish()
    this.#changed()
    this.#events.emit('ended', { reason })
  }

  #changed(): void {
    this.#directives.explain()
    if (this.#stream.waitingSince === undefined) this.holds.drop('unacknowledged')
    const offline = this.welcome ? 'offline' : 'connecting'
    const connection = this.#ended ? 'ended' : this.#stream.live ? 'live' : offline
    const state: State = { connection, holds: this.holds.reasons, camera: this.#directives.camera, lesson: this.#lesson?.id }
    if (this.#told !== (this.#told = stringify(state))) this.#events.emit('state', state)
  }
}
