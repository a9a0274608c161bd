import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Tail } from '../src/stream/tail'

const KIB = 1024
const beacon = vi.fn<(url: string, body: string) => boolean>(() => true)
const fetchLater = vi.fn<(url: string, init: RequestInit) => void>()
/** Texts of 1 KiB, as many as are asked for. */
const first = (most: number): string[] => Array.from({ length: Math.floor(most / KIB) }, () => 'x'.repeat(KIB - 1))

beforeEach(() => {
  vi.stubGlobal('navigator', { sendBeacon: beacon })
  vi.stubGlobal('fetchLater', fetchLater)
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

const armed = (): AbortSignal | null | undefined => fetchLater.mock.lastCall?.[1].signal

test('what is said when the page goes away leaves room for others in the 64 KiB of all such requests', () => {
  new Tail('https://m').beacon('head', first)
  const [url, body] = beacon.mock.lastCall ?? ['', '']
  expect(url).toBe('https://m/v1/batches')
  expect(body.startsWith('head\nx')).toBe(true)
  expect(body.length).toBeGreaterThan(40 * KIB)
  expect(body.length).toBeLessThanOrEqual(48 * KIB)
})

test('nothing is said when there is nothing to say', () => {
  const tail = new Tail('https://m')
  tail.beacon('head', () => [])
  tail.arm('head', () => [])
  expect([beacon, fetchLater].map(({ mock }) => mock.calls.length)).toEqual([0, 0])
})

test('a request is left with the browser, which the next one, an acknowledgement or the beacon takes back', () => {
  const tail = new Tail('https://m')
  tail.arm('head', first)
  expect((fetchLater.mock.lastCall?.[1].body as string).length).toBeLessThanOrEqual(8 * KIB)
  const earlier = armed()
  tail.arm('head', first)
  expect([earlier?.aborted, armed()?.aborted]).toEqual([true, false])
  tail.beacon('head', first)
  expect(armed()?.aborted).toBe(true)
})

test('a browser without such requests does without', () => {
  vi.stubGlobal('fetchLater', undefined)
  expect(() => new Tail('https://m').arm('head', first)).not.toThrow()
})
