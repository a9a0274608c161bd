import { beforeEach, describe, expect, test } from 'vitest'
import { explain } from '../src/debug'
import { chinese } from '../src/debug_zh'
import { english } from '../src/debug_en'
import { Emitter } from '../src/emitter'
import type { SessionEvents, State } from '../src/host_events'
import type { LooseEvent } from '../src/wire'

const events = new Emitter<SessionEvents>()
const on: Parameters<typeof explain>[0]['on'] = (name, handler) => events.on(name, handler)
const state: State = { connection: 'connecting', holds: ['connecting'], camera: 'off', lesson: undefined }
let said: string[]

const listen = (language: 'zh-CN' | 'en' = 'en'): (() => void) => explain({ on }, { language, say: (sentence) => said.push(sentence) })
const happens = (event: object): void => events.emit('event', { t: 0, ...event } as LooseEvent)

beforeEach(() => {
  said = []
  events.clear()
})

describe('a developer reads', () => {
  test('how things stand at first, and after that only what is another', () => {
    listen()
    events.emit('state', state)
    events.emit('state', { ...state, connection: 'live' })
    events.emit('state', { ...state, connection: 'live', holds: [], lesson: 'lesson-1' })
    expect(said).toEqual([
      english.connection.connecting, `${english.held} ${english.hold.connecting}`, english.camera.off, english.noLesson,
      english.connection.live,
      english.free, `${english.lesson} lesson-1`,
    ]) // prettier-ignore
  })

  test.each([
    [{ type: 'playing' }, english.event.playing],
    [{ type: 'prevented', what: 'rate' }, `${english.event.prevented} ${english.prevented.rate}`],
    [{ type: 'pause', reason: 'popup' }, `${english.event.pause} popup`],
    [{ type: 'hint', name: 'automation', detail: 'webdriver' }, `${english.event.hint} webdriver`],
  ])('what is seen and done: %o', (event, sentence) => {
    listen()
    happens(event)
    expect(said).toEqual([sentence])
  })

  test('an error with its code and remedy, and whether the SDK goes on', () => {
    listen()
    events.emit('error', { code: 'malformed', message: 'A field is missing.', remedy: 'Send it.', fatal: true })
    events.emit('error', { code: 'later_part', message: 'It did not load.', fatal: false })
    expect(said).toEqual([`${english.fatal} · malformed · A field is missing. · Send it.`, `${english.error} · later_part · It did not load.`])
  })

  test('Chinese', () => {
    listen('zh-CN')
    happens({ type: 'play' })
    expect(said).toEqual([chinese.event.play])
  })

  test('nothing any more after the end', () => {
    listen()()
    happens({ type: 'play' })
    expect(said).toEqual([])
  })
})

test('every sentence is there in both languages and in no other', () => {
  const sentences = (words: object): string[] => Object.values(words).flatMap((word: string | object) => (typeof word === 'string' ? word : Object.values(word) as string[]))
  for (const sentence of sentences(chinese)) expect(sentence).toMatch(/[\u4e00-\u9fff]/)
  for (const sentence of sentences(english)) expect(sentence).not.toMatch(/[\u3000-\u9fff]/)
})
