import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Target } from '../src/finder'
import type { Failure, State } from '../src/host_events'
import { start } from '../src/index'
import type { Options } from '../src/options'
import { Session } from '../src/session'
import { FakeSocket, fakeNetwork, WELCOME } from './collector'

// This DOM has no focus and is never visible, and it has none of what the camera part needs.
vi.mock('../src/native', async (original) => ({ ...(await original<object>()), hasFocus: () => true, visible: () => true }))
vi.mock('../src/later_chunk', () => ({ loadLater: () => new Promise(() => undefined) }))

const HOLD = { reason: 'liveness', message: { 'zh-CN': '请先完成人脸核验。', en: 'Please complete the face check first.' } }
let session: Session
let states: State[]
let failures: Failure[]

async function until(reached: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(reached()).toBe(true))
}

const live = (): State[] => states.filter((state) => state.connection === 'live')
const direct = (kind: string, fields: object = {}): void => {
  FakeSocket.last.say({ type: 'directive', kind, nonce: '', ...fields })
}

async function dial(): Promise<void> {
  session = new Session({ endpoint: 'ws://x/v1/stream', ticket: 'ticket', language: 'en' })
  session.on('state', (state) => states.push(state))
  failures = []
  session.on('error', (failure) => failures.push(failure))
  await vi.advanceTimersByTimeAsync(0)
}

async function connect(changes = {}): Promise<void> {
  await dial()
  FakeSocket.last.say({ ...WELCOME, ...changes })
}

beforeEach(() => {
  fakeNetwork()
  states = []
})

afterEach(() => {
  session.scope.end()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a session', () => {
  test('tells once of a getter that throws, however often the page changes, and again of another error', async () => {
    const told: string[] = []
    await connect()
    session.on('error', ({ message }) => told.push(message))
    for (const error of ['not ready', 'gone']) {
      const end = session.attach(() => {
        throw new Error(error)
      })
      for (let change = 0; change < 3; change++) {
        document.body.append('x')
        await vi.advanceTimersByTimeAsync(0)
      }
      end()
    }
    expect(told).toEqual(['Error: not ready', 'Error: gone'])
  })

  test.each([
    [undefined, 'endpoint', 'from POST /v1/sessions'],
    [{}, 'endpoint', 'from POST /v1/sessions'],
    [{ endpoint: null, ticket: 'ticket' }, 'endpoint', 'from POST /v1/sessions'],
    [{ endpoint: 'https://monitor.example/v1/stream', ticket: 'ticket' }, 'endpoint', 'from POST /v1/sessions'],
    [{ endpoint: 'wss://monitor.example/v1/stream' }, 'ticket', 'from POST /v1/sessions'],
    [{ endpoint: 'wss://monitor.example/v1/stream', ticket: 'ticket', mode: 'Observe' }, 'mode', 'enforce or observe'],
  ])('names the option that is wrong, and what it should be: %o', async (options, field, fix) => {
    const failure = new Promise((resolve) => start(options as Options).on('error', resolve))
    expect(await failure).toMatchObject({ code: 'bad_option', field, message: `Error: ${field}: ${fix}`, fatal: true })
  })

  test.each([[null], ['#nothere'], [() => document.body], [42]])('says when there is no video for long: %s', async (target) => {
    await connect()
    session.attach(target as unknown as Target)
    await vi.advanceTimersByTimeAsync(4999)
    expect(failures.filter(({ code }) => code === 'no_video')).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(failures.at(-1)).toMatchObject({ code: 'no_video', field: 'target', fatal: false })
  })

  test('says nothing where the video comes late, nor where nobody waits for it any more', async () => {
    await connect()
    const end = session.attach('#late', null as never)
    await vi.advanceTimersByTimeAsync(4000)
    end()
    const video = document.createElement('video')
    session.attach(() => video)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(failures).toEqual([])
  })

  test('says which address nobody answers, once', async () => {
    await dial()
    for (const more of [5000, 5000, 5000]) {
      FakeSocket.last.cut()
      await vi.advanceTimersByTimeAsync(more)
    }
    expect(failures.map(({ code, field }) => [code, field])).toEqual([['unreachable', 'endpoint']])
  })

  test('keeps the lesson held where the ticket was refused', async () => {
    await dial()
    FakeSocket.last.say({ type: 'error', code: 'bad_ticket', field: 'ticket', message: {}, remedy: '', fatal: true })
    const player = { paused: false, pause: vi.fn(), play: vi.fn() }
    session.holds.govern(player)
    expect(player.pause).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(player.pause).toHaveBeenCalledTimes(2)
  })

  test('never looks free between the welcome and the first face check', async () => {
    await connect({ hold: HOLD })
    await until(() => live().length > 0)
    expect(live().filter((state) => state.holds.length === 0)).toEqual([])
    expect(session.stage.root.textContent).toContain('Please complete the face check first.')
    direct('release')
    expect(live().at(-1)?.holds).toEqual([])
  })

  test('is let go by a release that overtakes the work on the welcome', async () => {
    await connect({ hold: HOLD })
    direct('release')
    await until(() => live().length > 0)
    expect(live().at(-1)?.holds).toEqual([])
  })

  test('forgets a hold that the collector does not name any more when the connection comes back', async () => {
    await connect({ hold: HOLD })
    await until(() => live().length > 0)
    FakeSocket.last.cut()
    await vi.advanceTimersByTimeAsync(2000)
    FakeSocket.last.say({ ...WELCOME, resume: 'r2', hold: null })
    await until(() => live().at(-1)?.holds.length === 0)
  })

  test('shows one reason of the collector at a time', async () => {
    await connect({ hold: HOLD })
    await until(() => live().length > 0)
    direct('hold', { reason: 'taken_over', message: { en: 'You went on elsewhere.' } })
    expect(live().at(-1)?.holds).toEqual(['taken_over'])
    direct('hold', { reason: 'in_person', message: { en: 'Ask to be verified in person.' } })
    expect(live().at(-1)?.holds).toEqual(['directive'])
    expect(session.stage.root.textContent).toContain('Ask to be verified in person.')
  })
})
