import type { DirectiveDesk } from '../directives/desk'
import type { CameraState, LivenessDirective, Outcome } from '../wire'
import { burstForm, captureBurst } from './burst'
import { askConsent } from './consent'
import { CameraFeed, type Hints } from './feed'
import { CheckPanel } from './panel'
import { cameraText } from './text'
import { upload } from './upload'

const RESULT_MS = 1200
// The face service may be busy; after that the collector sends the step again or releases the lesson.
const VERDICT_LIMIT_MS = 60_000

/** Everything that needs the camera: opening it, photos and liveness checks. */
export class Faces {
  #desk: DirectiveDesk
  #feed: CameraFeed
  #panel: CheckPanel
  state: CameraState = 'off'
  #guiding: Promise<void> | undefined
  #verdicts = new Map<string, (outcome?: Outcome) => void>()
  #cancelWait: () => void = () => undefined
  #givenUp = false

  constructor(desk: DirectiveDesk) {
    this.#desk = desk
    this.#feed = new CameraFeed(desk.asking, (state, hints) => this.#tell(state, hints))
    this.#panel = new CheckPanel(desk)
  }

  /** Asks for the consent that is missing. */
  consent(): Promise<void> {
    return askConsent(this.#desk)
  }

  /** Opens the camera; shows what to do when it does not, and lets the learner try again or go on without. */
  async open(): Promise<boolean> {
    if (await this.#feed.open()) return true
    await (this.#guiding ??= this.#guide().finally(() => (this.#guiding = undefined)))
    return this.#feed.stream !== undefined
  }

  /** One silent photo: its digest goes over the stream at once, the file follows. */
  async photo(nonce: string): Promise<void> {
    if (!(await this.#feed.open())) return
    const picture = await this.#orFailed(this.#feed.picture())
    if (!picture) return
    this.#desk.record('photo_commit', { nonce, sha256: await this.#desk.kit.sha256(await picture.arrayBuffer()) })
    await this.#send('photos', picture, { 'X-Nonce': nonce, 'Content-Type': 'image/jpeg' })
  }

  /** One step of a check: the lesson stands, the learner does what is asked, the pictures go to the collector. */
  async liveness(directive: LivenessDirective): Promise<void> {
    const { holds } = this.#desk
    this.#cancelWait()
    this.#givenUp = false
    holds.add('check')
    this.#desk.refreshed()
    try {
      await this.open()
      if (this.#feed.stream) await this.#step(directive, this.#feed.stream)
      else this.#done()
    } catch (error) {
      this.#done() // a failure of ours must not keep the lesson held
      throw error
    }
  }

  /** No further step comes: what the learner has to do instead must not lie behind the check. */
  giveUp(): void {
    this.#givenUp = true
    this.#done()
  }

  /** What became of a burst; a photo's outcome needs no answer here. */
  outcome(outcome: Outcome): void {
    this.#settle(outcome.nonce, outcome)
  }

  async #step(directive: LivenessDirective, stream: MediaStream): Promise<void> {
    const feed = this.#feed
    const panel = this.#panel
    const pause = (ms: number): Promise<void> => this.#desk.asking.pause(ms)
    panel.open(stream)
    panel.getReady(directive)
    await pause(directive.cue_ms)
    panel.capture(directive, 0)
    const progress = (share: number): void => panel.capture(directive, share)
    const burst = await this.#orFailed(captureBurst(feed, directive, pause, this.#desk.kit.now, progress))
    panel.say(this.#desk.say.checking)
    const verdict = this.#verdict(directive.nonce) // it may come before the upload has returned
    const sent = burst && (await this.#send('bursts', burstForm(directive, burst, feed.hints)))
    if (!sent) this.#settle(directive.nonce)
    await this.#conclude(directive, await verdict)
  }

  async #conclude(directive: LivenessDirective, outcome: Outcome | undefined): Promise<void> {
    if (outcome) this.#panel.say(this.#desk.kit.inLanguage(outcome.message, this.#desk.language))
    const steps = directive.step < directive.of
    // The next step, or the retry, comes as a directive of its own: the picture stays on the screen until then.
    if (outcome && !this.#givenUp && !outcome.final && (outcome.verdict !== 'pass' || steps)) return this.#awaitNext()
    await this.#desk.asking.pause(outcome ? RESULT_MS : 0)
    this.#done()
  }

  #awaitNext(): void {
    this.#cancelWait = this.#desk.asking.after(VERDICT_LIMIT_MS, () => this.#done())
  }

  #done(): void {
    this.#cancelWait()
    this.#panel.close()
    this.#desk.holds.drop('check')
  }

  #verdict(nonce: string): Promise<Outcome | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#desk.asking.after(VERDICT_LIMIT_MS, () => this.#settle(nonce))
      this.#verdicts.set(nonce, (outcome) => {
        cancel()
        resolve(outcome)
      })
    })
  }

  #settle(nonce: string, outcome?: Outcome): void {
    this.#verdicts.get(nonce)?.(outcome)
    this.#verdicts.delete(nonce)
  }

  async #send(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<boolean> {
    const { uploads, welcome, asking, fail } = this.#desk
    const signed = { Authorization: `Bearer ${welcome?.upload}`, ...headers }
    try {
      await upload(`${uploads}/v1/${path}`, body, signed, (ms) => asking.pause(ms))
      return true
    } catch (error) {
      fail('upload_failed', String(error))
      return false
    }
  }

  async #guide(): Promise<void> {
    const { holds, kit, say } = this.#desk
    holds.add('camera')
    while (!this.#feed.stream) {
      const text = cameraText(this.state, say)
      const shown = { title: say.camera, text, name: 'action', reason: 'camera' } as const
      if ((await kit.choose(this.#desk, { ...shown, buttons: ['retry', 'later'] })) !== 'retry') break
      await this.#feed.open()
    }
    holds.drop('camera')
  }

  async #orFailed<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch {
      if (this.state === 'on') this.#tell('failed', this.#feed.hints)
      return undefined
    }
  }

  #tell(state: CameraState, hints: Hints): void {
    this.state = state
    this.#desk.record('camera', { state, ...hints })
    if (state === 'lost') this.#desk.asking.go(this.open())
  }
}
