import type { Faces } from '../camera/faces'
import type { Chip } from '../ui/chip'
import { loadLater } from '../later_chunk'
import { Notice } from '../ui/notice'
import type { Words } from '../ui/text'
import { nextTask } from '../task'
import type { Bilingual, CameraState, Directive, Held, Outcome, PopupDirective, Status } from '../wire'
import type { DirectiveDesk } from './desk'
import { runPopup } from './popup'

// The weightiest first.
const EXPLAINED = ['ended', 'taken_over', 'window', 'directive', 'unacknowledged', 'gap'] as const

/** Carries out what the collector asks: dialogs one after the other, photos at once. */
export class Directives {
  #faces: Faces | undefined
  #chip: Chip | undefined
  #status: Status | undefined
  #loading: Promise<Faces> | undefined
  #desk: DirectiveDesk
  #notice: Notice
  #message = ''
  #seen = new Set<string>()
  #popups = 0
  #dialogs: Promise<void> = Promise.resolve()
  #ended: (reason: string) => void

  constructor(desk: DirectiveDesk, ended: (reason: string) => void) {
    this.#desk = desk
    this.#ended = ended
    this.#notice = new Notice(desk.stage, desk.say)
  }

  get camera(): CameraState {
    return this.#faces?.state ?? 'off'
  }

  /** After every welcome: asks for the consent that is missing, or opens the camera. */
  begin(): void {
    this.#withFaces((faces) => faces.begin())
  }

  receive(directive: Directive): void {
    if (this.#known(directive)) return // sent again after a reconnection: it is being answered, or was
    const { holds, asking } = this.#desk
    switch (directive.kind) {
      case 'popup':
        return this.#popup(directive)
      case 'liveness':
        holds.add('check')
        return this.#inTurn(async () => (await this.#load()).liveness(directive))
      case 'photo':
        return this.#photo(directive.nonce)
      case 'hold':
        return this.#hold(directive)
      case 'release':
        return this.#hold()
      case 'end':
        return void asking.safely(() => this.end(directive.reason, directive.message))
    }
  }

  /** What is credited and what comes next, in the corner. */
  status(status: Status): void {
    this.#status = status
    this.#chip?.update(status)
  }

  avoid(video: HTMLVideoElement): void {
    this.#chip?.avoid(video)
  }

  outcome(outcome: Outcome): void {
    this.#faces?.outcome(outcome)
  }

  end(reason: string, message: string | Bilingual): void {
    this.#message = this.#desk.translate(message)
    this.#desk.holds.add('ended')
    this.#ended(reason)
  }

  /** The message for the weightiest reason that needs no answer: the collector's own, if it is about that reason. */
  explain(): void {
    const { holds, say } = this.#desk
    const reason = EXPLAINED.find((known) => holds.reasons.includes(known))
    const own = reason === 'window' ? '' : this.#message
    this.#notice.show(reason ? own || say[reason as keyof Words] || say.held : '', reason)
  }

  /** Shows a message that was put aside. */
  explainAgain(): void {
    this.#notice.again()
  }

  /** In a task of its own: taking a picture costs as much as opening a dialog. */
  #withFaces(work: (faces: Faces) => unknown): void {
    this.#desk.asking.go(nextTask().then(() => this.#load()).then(work))
  }

  #load(): Promise<Faces> {
    return (this.#loading ??= this.#fetch())
  }

  /** Tries until it comes: without it no check can be passed, and the network may only be slow. */
  async #fetch(): Promise<Faces> {
    for (let wait = 1000; ; wait = Math.min(2 * wait, 30_000)) {
      try {
        const part = await loadLater()
        this.#desk.asking.go(part.deliverLeftovers(this.#desk, this.#desk.delivery))
        this.#faces = new part.Faces(this.#desk)
        this.#chip = new part.Chip(this.#desk, this.#faces)
        if (this.#status) this.#chip.update(this.#status)
        return this.#faces
      } catch (error) {
        this.#desk.fail('later_part', String(error))
        await this.#desk.asking.pause(wait)
      }
    }
  }

  #popup(directive: PopupDirective): void {
    const { holds } = this.#desk
    holds.add('popup') // at once, also while another dialog is still open
    this.#popups++
    this.#inTurn(async () => {
      try {
        await runPopup(directive, this.#desk, (nonce) => this.#photo(nonce))
      } finally {
        if (--this.#popups === 0) holds.drop('popup')
      }
    })
  }

  /** The collector holds the lesson for one reason at a time; without one it lets the lesson go. */
  #hold(held?: Held): void {
    const { holds, translate } = this.#desk
    const over = held?.reason === 'taken_over'
    this.#message = translate(held?.message)
    if (held) holds.add(over ? 'taken_over' : 'directive')
    if (!over) holds.drop('taken_over')
    if (over || !held) holds.drop('directive')
    this.explain()
    if (this.#loading) this.#withFaces((faces) => faces.held(held?.reason)) // else `begin` sees to it
  }

  #photo(nonce: string): void {
    this.#withFaces((faces) => faces.photo(nonce))
  }

  #inTurn(dialog: () => Promise<void>): void {
    this.#dialogs = this.#dialogs.then(nextTask).then(dialog) // as `#withFaces`: in the order in which they came
    this.#desk.asking.go(this.#dialogs)
    this.#dialogs = this.#dialogs.catch(() => undefined)
  }

  /** What is answered by nobody has no nonce, and is done each time. */
  #known({ nonce }: Directive): boolean {
    const known = this.#seen.has(nonce)
    if (nonce) this.#seen.add(nonce)
    return known
  }
}
