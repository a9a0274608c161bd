import type { DirectiveDesk } from '../directives/desk'
import type { CameraState, LivenessDirective, Outcome } from '../wire'
import { burstForm, captureBurst } from './burst'
import { askConsent, askWithdrawal } from './consent'
import { CameraFeed, type Hints } from './feed'
import { CheckPanel } from './panel'
import { watchDevices } from './track'
import { upload } from './upload'

const RESULT_MS = 1200
// The face service may be busy; after that the collector sends the step again or releases the lesson.
const VERDICT_LIMIT_MS = 60_000
// Another camera, or the same one plugged in again, may be what was missing; a permission is asked for by press only.
const WITHOUT_CAMERA: readonly CameraState[] = ['lost', 'missing', 'failed']
type Trouble = Exclude<CameraState, 'on' | 'off'>

/** Everything that needs the camera: the consent, opening it, photos and liveness checks. */
export class Faces {
  #desk: DirectiveDesk
  #feed: CameraFeed
  #panel: CheckPanel
  state: CameraState = 'off'
  #guiding: Promise<void> | undefined
  #found: () => void = () => undefined
  #withheld = false // from when the consent is asked for until the collector has it; nothing is captured meanwhile
  #verdicts = new Map<string, (outcome?: Outcome) => void>()
  #cancelWait: () => void = () => undefined
  #givenUp = false

  constructor(desk: DirectiveDesk) {
    this.#desk = desk
    this.#feed = new CameraFeed(desk.asking, (state, hints) => this.#tell(state, hints))
    this.#panel = new CheckPanel(desk)
    watchDevices(desk.asking, () => this.#tryAgain())
  }

  /** After every welcome. */
  begin(): void {
    if (!this.#desk.welcome?.consent.given) return this.#ask(false)
    this.#withheld = false
    if (this.state === 'off') this.#desk.asking.go(this.open())
  }

  /** The collector holds the lesson for this reason, or lets it go. */
  held(reason = ''): void {
    if (reason === 'in_person') this.#giveUp()
    if (reason === 'consent') this.#ask(false)
    else this.#withheld = false
  }

  /** The learner may take the consent back; the camera goes off at once. */
  async withdraw(): Promise<void> {
    if (await askWithdrawal(this.#desk)) this.#ask(true)
  }

  /** Opens the camera; shows what to do when it does not, and lets the learner try again or go on without. */
  async open(): Promise<void> {
    if ((await this.#feed.open()) || this.state === 'off') return
    await (this.#guiding ??= this.#guide().finally(() => (this.#guiding = undefined)))
  }

  /** One silent photo: its digest goes over the stream at once, the file follows. */
  async photo(nonce: string): Promise<void> {
    if (this.#withheld || !(await this.#feed.open())) return
    const picture = await this.#orFailed(this.#feed.picture())
    if (!picture) return
    this.#desk.record('photo_commit', { nonce, sha256: await this.#desk.kit.sha256(await picture.arrayBuffer()) })
    await this.#send('photos', picture, { 'X-Nonce': nonce, 'Content-Type': 'image/jpeg' })
  }

  /** One step of a check: the lesson stands, the learner does what is asked, the pictures go to the collector. */
  async liveness(directive: LivenessDirective): Promise<void> {
    const { holds } = this.#desk
    this.#cancelWait()
    if (this.#withheld) return this.#done() // it was asked before the collector heard of it
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

  /** What became of a burst; a photo's outcome needs no answer here. */
  outcome(outcome: Outcome): void {
    this.#settle(outcome.nonce, outcome)
  }

  /** A consent that was taken back, here or elsewhere, ends all that needs it, and is asked for again. */
  #ask(refused: boolean): void {
    if (this.#withheld) return
    this.#withheld = true
    this.#feed.close()
    for (const nonce of this.#verdicts.keys()) this.#settle(nonce)
    this.#giveUp()
    this.#desk.asking.go(askConsent(this.#desk, refused).then(() => this.open()))
  }

  /** No further step comes: what the learner has to do instead must not lie behind the check. */
  #giveUp(): void {
    this.#givenUp = true
    this.#done()
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
    if (outcome) this.#panel.say(this.#desk.translate(outcome.message))
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
    const { asking, holds, kit, say, stage } = this.#desk
    holds.add('camera')
    while (!this.#feed.stream) {
      const shown = asking.child()
      const found = new Promise<void>((resolve) => (this.#found = resolve))
      const choice = kit.choose({ stage, say, asking: shown }, 'camera', say.camera, say[this.state as Trouble], 'retry', 'later')
      const answer = await Promise.race([choice, found])
      shown.end()
      if (answer === 'later') break
      await this.#feed.open()
    }
    holds.drop('camera')
  }

  #tryAgain(): void {
    if (!this.#withheld && WITHOUT_CAMERA.includes(this.state)) this.#desk.asking.go(this.#feed.open())
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
    if (state === 'on') this.#found()
    if (state === 'lost') this.#desk.asking.go(this.open())
  }
}
