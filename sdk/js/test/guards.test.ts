import { describe, expect, test } from 'vitest'
import { EngagedClock } from '../src/guards/engaged'
import { Pace } from '../src/guards/pace'
import { rateBreach } from '../src/guards/rate'
import { SeekGuard } from '../src/guards/seek'

const TOLERANCE = 1000

describe('the rate guard', () => {
  test.each([0.5, 1, 1.0004])('lets %d pass', (rate) => expect(rateBreach(rate)).toBeUndefined())
  test.each([[1.001, 1001], [16, 16_000]])('stops %d', (rate, target) => {
    expect(rateBreach(rate)).toEqual({ origin: 1000, target })
  }) // prettier-ignore
})

describe('the seek guard', () => {
  function played(to: number): SeekGuard {
    const guard = new SeekGuard()
    guard.start(0)
    for (let at = 0; at <= to; at += 250) expect(guard.tick(at, at, TOLERANCE)).toBeUndefined()
    return guard
  }

  test('lets a jump to exactly the tolerance past the furthest point through, and not one millisecond more', () => {
    expect(played(10_000).jump(11_000, 10_000, TOLERANCE)).toBeUndefined()
    expect(played(10_000).jump(11_001, 10_000, TOLERANCE)).toEqual({ origin: 10_000, target: 11_001 })
  })

  test('lets the learner go back and forth inside what was played', () => {
    const guard = played(10_000)
    expect(guard.jump(2000, 10_000, TOLERANCE)).toBeUndefined()
    expect(guard.jump(9000, 10_500, TOLERANCE)).toBeUndefined()
    expect(guard.jump(10_000, 1000, 0)).toBeUndefined()
    expect(guard.jump(12_001, 1000, 0)).toBeDefined()
  })

  test('tells where a jump began: a second of play at most after the last look', () => {
    const guard = played(10_000)
    expect(guard.origin(10_400, false)).toBe(10_400)
    expect(guard.origin(10_400, true)).toBe(10_000)
    expect(guard.origin(70_000, false)).toBe(11_000)
  })

  test('knows at a jump what was played since the last look, and not one millisecond more', () => {
    expect(played(10_000).jump(11_700, 10_700, TOLERANCE)).toBeUndefined()
    expect(played(10_000).jump(11_701, 10_700, TOLERANCE)).toEqual({ origin: 10_000, target: 11_701 })
  })

  test('lets nobody creep ahead by jumps within the tolerance', () => {
    const guard = played(10_000)
    guard.jump(11_000, 10_000, TOLERANCE)
    guard.jump(10_000, 10_000, TOLERANCE)
    expect(guard.jump(11_001, 10_000, TOLERANCE)).toEqual({ origin: 10_000, target: 11_001 })
  })

  test('lets nobody creep ahead by one small jump after the other', () => {
    const guard = played(10_000)
    for (let step = 1; step <= 4; step++) expect(guard.jump(10_000 + step * 250, 10_000, TOLERANCE)).toBeUndefined()
    expect(guard.jump(11_001, 10_000, TOLERANCE)).toEqual({ origin: 11_000, target: 11_001 })
  })

  test.each([
    [18_999, undefined],
    [19_000, undefined],
    [19_001, { origin: 15_000, target: 19_001 }],
  ])('gives the tolerance back by waiting: to %d', (target, expected) => {
    const guard = played(10_000)
    guard.jump(11_000, 10_000, TOLERANCE)
    guard.tick(15_000, 14_000, TOLERANCE) // 4 s played, of which 200 ms are forgiven
    guard.tick(15_000, 15_000, TOLERANCE) // and a second in which nothing played
    expect(guard.tick(target, 18_000, TOLERANCE)).toEqual(expected)
  })

  test('gives nobody tolerance for going back and ahead again', () => {
    const guard = played(10_000)
    let furthest = 10_000
    for (let at = 10_000; at < 20_000; at += 400) {
      guard.jump(0, at + 340, TOLERANCE)
      if (!guard.tick(furthest + 900, at + 400, TOLERANCE)) furthest += 900
    }
    expect(furthest).toBeLessThanOrEqual(20_000 + TOLERANCE + 500)
  })

  test('never takes an honest player whose position comes in coarse steps for a jump', () => {
    const guard = played(10_000)
    for (let second = 11; second < 3600; second++) {
      const told = second * 1000 + (second % 2 ? 250 : -250) + second // and its clock is fast by a thousandth
      expect(guard.tick(told, second * 1000, TOLERANCE)).toBeUndefined()
    }
  })

  test('keeps the origin while the learner drags on', () => {
    const guard = played(10_000)
    guard.jump(20_000, 10_000, TOLERANCE)
    expect(guard.jump(30_000, 10_100, TOLERANCE)).toEqual({ origin: 10_000, target: 30_000 })
  })

  test('finds a jump whose event was swallowed', () => {
    expect(played(10_000).tick(60_000, 10_250, TOLERANCE)).toEqual({ origin: 10_000, target: 60_000 })
  })

  test('does not mistake a machine that slept for a jump', () => {
    expect(played(10_000).tick(10_300, 25_000, TOLERANCE)).toBeUndefined()
  })

  test('lets earlier play be continued', () => {
    const guard = new SeekGuard()
    guard.allowUpTo(120_000)
    guard.start(0)
    expect(guard.tick(0, 0, TOLERANCE)).toBeUndefined()
    expect(guard.jump(120_000, 10, TOLERANCE)).toBeUndefined()
    expect(guard.jump(300_000, 20, TOLERANCE)).toEqual({ origin: 120_000, target: 300_000 })
  })

  test('takes a start far inside the lesson back to where it was played', () => {
    const guard = new SeekGuard()
    guard.allowUpTo(5000)
    guard.start(0)
    expect(guard.tick(37_000, 0, TOLERANCE)).toEqual({ origin: 5000, target: 37_000 })
  })
})

describe('the engaged clock', () => {
  test('counts no sleep as play', () => {
    const clock = new EngagedClock()
    clock.update(true, 1000)
    clock.update(true, 6000)
    clock.update(true, 600_000)
    expect(clock.elapsed).toBe(10_000)
  })

  test('counts engaged time only, and starts anew at a pop-up', () => {
    const clock = new EngagedClock()
    clock.update(true, 0)
    clock.update(false, 1000)
    clock.update(true, 5000)
    clock.update(true, 5500)
    expect(clock.elapsed).toBe(1500)
    clock.reset()
    clock.update(true, 6000)
    expect(clock.elapsed).toBe(500)
  })
})

test('the pace lets a few through and then waits for the window to pass', () => {
  const pace = new Pace(2, 1000)
  expect([0, 10, 20, 999, 1000].map((at) => pace.allows(at))).toEqual([true, true, false, false, true])
})
