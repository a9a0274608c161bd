import { now } from './clock'
import type { EngagedClock } from './guards/engaged'
import { Pace } from './guards/pace'
import { rateBreach } from './guards/rate'
import type { Jump, SeekGuard } from './guards/seek'
import type { Holds } from './holds'
import { hasFocus, visible } from './native'
import type { Player } from './player'
import type { Scope } from './scope'
import type { LessonContext } from './signals/context'
import { FrameWatch } from './signals/frames'
import { watchFullscreen } from './signals/fullscreen'
import { watchPictureInPicture } from './signals/picture_in_picture'
import { watchPlayback } from './signals/playback'
import { watchRate } from './signals/rate'
import { watchSeeking } from './signals/seeking'
import { watchSource } from './signals/source'
import type { Ask, EventFields, EventName, MediaEventName, MediaState, PreventedWhat } from './wire'

/** What a lesson needs from its session. */
export interface Desk {
  readonly enforce: boolean
  readonly holds: Holds
  readonly engaged: EngagedClock
  /** What the collector asks for; undefined until its first welcome. */
  readonly ask: Ask | undefined
  record<Name extends EventName>(name: Name, fields: EventFields<Name>): void
  /** Somebody wanted to play in spite of a hold: say once more why not. */
  blocked(): void
}

// Media events a second; a person makes a handful, a script in a loop makes thousands.
const MOST_EVENTS = 40
// A guard that has to step in all the time reports the first few a second.
const MOST_REPORTS = 4
// So long before a sample a frame is waited for.
const FRAME_AHEAD_MS = 300

/** One video that is watched for one lesson: its signals, its guards and its samples. */
export class Lesson implements LessonContext {
  readonly id: string
  readonly player: Player
  readonly scope: Scope
  #desk: Desk
  #seeks: SeekGuard
  #frames: FrameWatch
  #events = new Pace(MOST_EVENTS, 1000)
  #reports = new Pace(MOST_REPORTS, 1000)
  #begun = false
  #sampledAt = 0
  #cancelSample: () => void = () => undefined

  constructor(id: string, player: Player, seeks: SeekGuard, desk: Desk, scope: Scope) {
    this.id = id
    this.player = player
    this.scope = scope
    this.#desk = desk
    this.#seeks = seeks
    this.#frames = new FrameWatch(player, scope)
    watchPlayback(this)
    watchRate(this)
    watchSeeking(this, seeks)
    this.listen('seeking', () => this.#jumped())
    watchPictureInPicture(this)
    watchFullscreen(this)
    watchSource(this, (duration, source) => this.#desk.record('lesson_open', { lesson: id, duration, source }))
    this.begin()
  }

  listen = (types: string, work: (event: Event) => void, target: EventTarget = this.player.video): void =>
    this.scope.listen(target, types, work, true)

  relay = (types: string, name?: MediaEventName, extra: () => object = () => ({}), target?: EventTarget): void =>
    this.listen(
      types,
      ({ type, isTrusted }) => {
        if (isTrusted) this.emit(name ?? (type as MediaEventName), extra()) // what a script dispatches never happened
      },
      target,
    )

  emit(name: MediaEventName, extra = {}): void {
    const at = now()
    // What is left out shows in a sample a moment later, so the last state is never lost.
    if (!this.#events.allows(at)) return this.#sampleIn(250)
    this.#desk.record(name, { ...this.#state(), ...extra } as EventFields<MediaEventName>)
    if (name === 'sample') this.#sampled(at)
    this.#guard(at)
  }

  /** The collector has said what it wants: judging and sampling begin. */
  begin(): void {
    if (!this.#desk.ask || this.#begun) return
    this.#begun = true
    this.#seeks.start(now())
    this.emit('sample')
    this.tick()
  }

  /**
   * Looks at the player; called once a second, which finds what a script swallowed.  Not by `timeupdate`: each of its four
   * a second would wake the page's scripts, and whoever hides the page while it plays has it paused.
   */
  tick(): void {
    const at = now()
    const ask = this.#desk.ask
    if (!ask || !this.#begun) return
    if (!this.player.seeking) this.#snapBack(this.#seeks.tick(this.player.position, at, ask.seek_tolerance_ms))
    if (at >= this.#sampledAt + ask.sample_every_ms) this.emit('sample')
    else this.#guard(at)
  }

  #state(): MediaState {
    const { player } = this
    return {
      lesson: this.id,
      position: player.position,
      rate: player.rate,
      paused: player.paused,
      visible: visible(),
      focused: hasFocus(),
      held: this.#desk.holds.held,
      stalled: player.stalled,
      pip: player.inPictureInPicture,
      fullscreen: player.fullscreen,
      played: player.played,
      ...this.#frames.take(),
    }
  }

  #sampled(at: number): void {
    this.#sampledAt = at
    this.#sampleIn(this.#desk.ask?.sample_every_ms ?? 5000)
  }

  #sampleIn(ms: number): void {
    this.#cancelSample()
    const ahead = Math.min(ms, FRAME_AHEAD_MS)
    this.#cancelSample = this.scope.after(ms - ahead, () => {
      this.#frames.look()
      this.#cancelSample = this.scope.after(ahead, () => this.emit('sample'))
    })
  }

  #guard(at: number): void {
    const { engaged, enforce, holds, ask } = this.#desk
    const { player } = this
    engaged.update(!player.paused && visible() && !player.stalled && !holds.held, at)
    if (!enforce) return
    const fast = rateBreach(player.rate)
    if (fast) {
      player.resetRate()
      this.prevented('rate', fast, !rateBreach(player.rate))
    }
    if (ask && engaged.elapsed > ask.hold_after_ms) holds.add('gap')
    const played = holds.enforce()
    if (!played) return
    this.prevented(played, undefined, player.paused)
    this.#desk.blocked()
  }

  #jumped(): void {
    const { ask } = this.#desk
    if (!ask || !this.#begun) return
    this.#snapBack(this.#seeks.jump(this.player.position, now(), ask.seek_tolerance_ms))
  }

  #snapBack(jump: Jump | undefined): void {
    if (!jump) return
    if (!this.#desk.enforce) return this.#seeks.allowUpTo(jump.target)
    this.player.seekTo(jump.origin)
    this.prevented('seek', jump, this.player.position < jump.target)
  }

  /** Reports what a guard stopped; where a script kept it from stopping anything, a hint says that instead. */
  prevented(what: PreventedWhat, jump: Jump = { origin: 0, target: 0 }, stopped = true): void {
    if (!this.#reports.allows(now())) return
    if (stopped) this.#desk.record('prevented', { what, lesson: this.id, ...jump })
    else this.#desk.record('hint', { name: 'not_prevented', detail: what })
  }
}
