import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Scope } from '../src/scope'
import { Stream } from '../src/stream/stream'
import type { EventName, Problem } from '../src/wire'
import { FakeSocket, fakeNetwork, WELCOME } from './collector'

const handlers = { welcome: vi.fn(), message: vi.fn(), fatal: vi.fn(), changed: vi.fn(), accepted: vi.fn(), unreachable: vi.fn() }
let scope: Scope
let stream: Stream

const options = { endpoint: 'ws://x/v1/stream', ticket: 'ticket', uploads: 'http://x', mode: 'enforce', language: 'en' } as const
const digest = (text = ''): string => createHash('sha256').update(text).digest('hex')

async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await signed()
}

/** WebCrypto works on other threads, so fake timers alone do not wait for it. */
async function signed(): Promise<void> {
  let work: Promise<void> | undefined
  while (work !== stream.idle) await (work = stream.idle) // one job may ask for another
}

async function record(...types: EventName[]): Promise<void> {
  for (const type of types) stream.record({ type, t: 1 })
  await stream.flush()
}

async function welcome(changes: object = {}): Promise<void> {
  await pass()
  FakeSocket.last.say({ ...WELCOME, ...changes })
  await signed()
}

const numbers = (): unknown[] =>
  FakeSocket.last.messages('batch').flatMap((batch) => (batch['events'] as { n: number }[]).map(({ n }) => n))

beforeEach(() => {
  fakeNetwork()
  vi.clearAllMocks()
  scope = new Scope((error) => {
    throw error
  })
  stream = new Stream(options, handlers, scope)
  stream.connect()
})

afterEach(() => {
  scope.end()
  vi.useRealTimers()
})

describe('the stream', () => {
  test('says hello, waits for the welcome, then sends what happened in the meantime', async () => {
    await record('play')
    await pass()
    expect(FakeSocket.last.messages('hello')).toMatchObject([{ protocol: 1, ticket: 'ticket', mode: 'enforce' }])
    expect(FakeSocket.last.messages('batch')).toEqual([])
    await welcome()
    expect(FakeSocket.last.messages('batch')).toMatchObject([{ seq: 0, prev: WELCOME.chain, events: [{ n: 0, type: 'play' }] }])
  })

  test('sends a pause at once and a sample with the next regular batch', async () => {
    await welcome()
    stream.record({ type: 'sample', t: 1 })
    await signed()
    expect(numbers()).toEqual([])
    stream.record({ type: 'pause', t: 2 })
    await signed()
    expect(numbers()).toEqual([0, 1])
    stream.record({ type: 'sample', t: 3 })
    await pass(1000)
    expect(numbers()).toEqual([0, 1, 2])
  })

  test('comes back with the resume token and sends again what was not stored, unchanged', async () => {
    await welcome()
    await record('play')
    await record('pause')
    const [, first, second] = FakeSocket.last.sent
    FakeSocket.last.cut()
    await pass(300)
    await welcome({ resume: 'r2', last_seq: 0, chain: digest(first) })
    expect(FakeSocket.last.messages('hello')).toMatchObject([{ resume: 'r1' }])
    expect(FakeSocket.last.sent[1]).toBe(second)
    const later = FakeSocket.last.messages('batch').slice(1)
    expect(later.flatMap((batch) => batch['events'])).toMatchObject([
      { n: 2, type: 'net_offline' },
      { n: 3, type: 'net_online', queued: 1 },
    ])
  })

  test('signs anew what does not continue the chain any more, with the same numbers', async () => {
    await welcome()
    await record('play')
    FakeSocket.last.cut()
    await pass(300)
    await welcome({ chain: 'cd'.repeat(32) })
    expect(FakeSocket.last.messages('batch')[0]).toMatchObject({ seq: 0, prev: 'cd'.repeat(32) })
    expect(numbers()).toEqual([0, 1, 2])
  })

  test.each(['out_of_sequence', 'chain_broken', 'bad_mac', 'replayed'])('connects again after %s', async (code) => {
    await welcome()
    await record('play')
    FakeSocket.last.say({ type: 'error', code, fatal: false })
    await pass(300)
    await welcome({ resume: 'r2' })
    expect(FakeSocket.all).toHaveLength(2)
    expect(numbers()[0]).toBe(0)
  })

  test('gives up a batch that the collector cannot read, and says so', async () => {
    await welcome()
    await record('play')
    FakeSocket.last.say({ type: 'error', code: 'malformed', fatal: false })
    await pass(300)
    await welcome({ resume: 'r2' })
    const [batch] = FakeSocket.last.messages('batch')
    expect(batch?.['events']).toMatchObject([{ n: 1, type: 'dropped', reason: 'malformed', count: 1 }, { n: 2 }, { n: 3 }])
  })

  test('drops a connection that has been silent for too long', async () => {
    await welcome()
    await record('play')
    stream.checkSilence(-1)
    expect(stream.live).toBe(false)
  })

  test('tells since when nothing was acknowledged', async () => {
    expect(stream.waitingSince).toBeDefined()
    await welcome()
    expect(stream.waitingSince).toBeUndefined()
    await record('play')
    expect(stream.waitingSince).toBeDefined()
    FakeSocket.last.say({ type: 'ack', seq: 0 })
    expect(stream.waitingSince).toBeUndefined()
  })

  test('tells of an end and does not come back after finish', async () => {
    await welcome()
    const over: Partial<Problem> = { type: 'error', code: 'session_over', fatal: true }
    FakeSocket.last.say(over)
    expect(handlers.fatal).toHaveBeenCalledWith(over)
    await stream.finish()
    await pass(20_000)
    expect(FakeSocket.all).toHaveLength(1)
  })

  test('tries again when nobody answers the hello', async () => {
    await pass(10_000)
    await pass(300)
    expect(FakeSocket.all.length).toBeGreaterThan(1)
    expect(FakeSocket.last.messages('hello')).toMatchObject([{ ticket: 'ticket' }])
  })
})
