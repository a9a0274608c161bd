import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Player } from '../src/player'
import { Scope } from '../src/scope'
import { watchCache } from '../src/signals/bfcache'
import type { LessonContext } from '../src/signals/context'
import { FrameWatch } from '../src/signals/frames'
import { watchFreeze } from '../src/signals/freeze'
import { watchSleep } from '../src/signals/sleep'
import { watchSource } from '../src/signals/source'

const native = vi.hoisted(() => ({ visible: true, clock: 0 }))
vi.mock('../src/clock', () => ({ now: () => native.clock }))
vi.mock('../src/native', async (original) => ({ ...(await original<object>()), visible: () => native.visible }))

let scope: Scope
let told: [string, number | undefined][]
const tell = (state: string, away?: number): void => void told.push([state, away])

function pass(ms: number, late = 0): void {
  native.clock += ms + late
  vi.advanceTimersByTime(ms)
}

beforeEach(() => {
  vi.useFakeTimers()
  native.visible = true
  native.clock = 0
  told = []
  scope = new Scope((error) => {
    throw error
  })
})

afterEach(() => {
  scope.end()
  vi.useRealTimers()
})

test('a frozen page says so before it stops, and afterwards for how long nothing ran', () => {
  watchFreeze(scope, tell)
  pass(1000)
  document.dispatchEvent(new Event('freeze'))
  pass(60_000)
  document.dispatchEvent(new Event('resume'))
  expect(told).toEqual([['frozen', undefined], ['resumed', 60_000]]) // prettier-ignore
})

test.each([
  [true, [['restored', 30_000]]],
  [false, []],
])('a page shown again is told when it came from the cache (%s), and not when it was loaded', (persisted, expected) => {
  watchCache(scope, tell)
  window.dispatchEvent(new Event('pagehide'))
  pass(30_000)
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
  expect(told).toEqual(expected)
})

describe('a sleep of the machine', () => {
  test.each([
    [4000, []],
    [4001, [['slept', 5001]]],
  ])('is a timer of a visible page that comes %i ms late', (late, expected) => {
    scope.every(1000, watchSleep(tell))
    pass(1000)
    pass(1000, late)
    pass(1000)
    expect(told).toEqual(expected)
  })

  test('is not seen in a hidden page, whose timers may run once a minute', () => {
    scope.every(1000, watchSleep(tell))
    native.visible = false
    pass(1000)
    pass(1000, 59_000)
    native.visible = true
    pass(1000)
    expect(told).toEqual([])
  })
})

describe('what the video plays', () => {
  const opened = vi.fn()
  const player = { loaded: false, duration: 0, source: '', video: { currentSrc: '' } }
  let look: () => void

  function now(loaded: boolean, duration: number, source: string): void {
    Object.assign(player, { loaded, duration, source, video: { currentSrc: source } })
    look()
  }

  beforeEach(() => {
    opened.mockClear()
    Object.assign(player, { loaded: false, duration: 0, source: '' })
    const listen = (_: string, work: () => void): void => void (look = work)
    watchSource({ player, listen } as unknown as LessonContext, opened)
  })

  test('is told once when it is loaded, by whichever event comes first', () => {
    now(true, 60_000, 'a.mp4')
    now(true, 60_000, 'a.mp4')
    expect(opened.mock.calls).toEqual([[60_000, 'a.mp4']])
  })

  test('is told again when the same element plays something else or gets longer', () => {
    now(true, 60_000, 'a.mp4')
    now(false, 0, 'b.mp4')
    now(true, 60_000, 'b.mp4')
    now(true, 90_000, 'b.mp4')
    expect(opened.mock.calls).toEqual([[60_000, 'a.mp4'], [60_000, 'b.mp4'], [90_000, 'b.mp4']]) // prettier-ignore
  })
})

describe('frames', () => {
  let ofPage: (() => void) | undefined // who waits for the page's next frame
  let ofVideo: ((_: number, frame: { mediaTime: number }) => void)[]
  const video = { requestVideoFrameCallback: (work: (typeof ofVideo)[0]) => ofVideo.push(work) }
  const watch = (element: object = video): FrameWatch => new FrameWatch({ video: element } as unknown as Player, scope)
  const render = (): void => {
    ofPage?.()
    ofPage = undefined
  }
  const show = (mediaTime: number): void => {
    ofVideo.splice(0).forEach((work) => work(0, { mediaTime }))
    render()
  }

  beforeEach(() => {
    ofPage = undefined
    ofVideo = []
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(private work: () => void) {}
        observe = (): void => void (ofPage = this.work)
        disconnect = (): void => void (ofPage = undefined)
      },
    )
  })

  afterEach(() => vi.unstubAllGlobals())

  test('are looked at one by one: waiting for each would make the browser render for each', () => {
    const frames = watch()
    frames.take()
    frames.look()
    frames.look()
    expect(ofVideo).toHaveLength(1)
    show(1)
    frames.look()
    expect([ofPage, ofVideo]).toEqual([undefined, []])
  })

  test('tell after every state whether the page is seen from there on, and where the last one that was looked at stands', () => {
    const frames = watch()
    expect(frames.take()).toEqual({ frames: 0, shown: null })
    render()
    frames.look()
    show(2.5)
    expect(frames.take()).toEqual({ frames: 1, shown: 2500 })
    frames.look()
    show(4)
    expect(frames.take()).toEqual({ frames: 1, shown: 4000 })
    expect(frames.take()).toEqual({ frames: 0, shown: null })
  })

  test('of still slides are rare, and the page is seen all the same', () => {
    const frames = watch()
    frames.take()
    render()
    expect(frames.take()).toEqual({ frames: 1, shown: null })
  })

  test('are not waited for any more when the lesson ends', () => {
    watch().take()
    scope.end()
    expect(ofPage).toBeUndefined()
  })

  test('of the video cannot be told by every browser, those of the page can', () => {
    const old = watch({})
    old.take()
    render()
    expect(old.take()).toEqual({ frames: 1, shown: null })
  })
})
