import { createHash } from 'node:crypto'
import { vi } from 'vitest'

type Message = Record<string, unknown>

/** The other end of the fake WebSocket: keeps what was said and answers when the test wants it. */
export class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 1
  sent: string[] = []

  constructor(readonly url: string) {
    super()
    FakeSocket.all.push(this)
    setTimeout(() => this.dispatchEvent(new Event('open')))
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1)
    if (!socket) throw new Error('nobody has connected')
    return socket
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.readyState = 3
  }

  /** The network goes away. */
  cut(): void {
    this.close()
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }))
  }

  say(message: Message): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }))
  }

  messages(type: string): Message[] {
    return this.sent.map((text) => JSON.parse(text) as Message).filter((message) => message['type'] === type)
  }
}

export const CHAIN = createHash('sha256').update('first').digest('hex')

export const ASK = {
  sample_every_ms: 5000,
  batch_every_ms: 1000,
  pause_unacknowledged_ms: 20_000,
  hold_after_ms: 290_000,
  seek_tolerance_ms: 2000,
  popup_answer_ms: 60_000,
  burst_fps: 6,
  burst_frames: 12,
  review_from_ms: 0,
}

export const WELCOME = {
  type: 'welcome',
  session: 's',
  resume: 'r1',
  epoch: 1,
  key: Buffer.alloc(32, 7).toString('base64url'),
  chain: CHAIN,
  last_seq: -1,
  upload: 'u',
  trainee: 't',
  lesson: 'lesson-1',
  consent: { version: '1', given: true, text: {} },
  ask: ASK,
}

export function fakeNetwork(): void {
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
}
