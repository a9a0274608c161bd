import { describe, expect, test } from 'vitest'
import { Holds } from '../src/holds'
import type { PauseReason } from '../src/wire'

class FakePlayer {
  paused = true
  readonly pauses: PauseReason[] = []

  pause(reason: PauseReason): void {
    this.paused = true
    this.pauses.push(reason)
  }

  play(): void {
    this.paused = false
  }
}

function holding(active = true): { holds: Holds; player: FakePlayer } {
  const holds = new Holds(active, () => undefined)
  const player = new FakePlayer()
  holds.govern(player)
  return { holds, player }
}

describe('a hold', () => {
  test('stops what plays, says why, and lets it play on', () => {
    const { holds, player } = holding()
    player.play()
    holds.add('popup')
    expect(player.pauses).toEqual(['popup'])
    holds.drop('popup')
    expect(player.paused).toBe(false)
  })

  test('leaves a lesson paused that the learner had paused', () => {
    const { holds, player } = holding()
    holds.add('popup')
    holds.drop('popup')
    expect(player.paused).toBe(true)
  })

  test('lasts until its last reason is gone', () => {
    const { holds, player } = holding()
    player.play()
    holds.add('hidden')
    holds.add('unacknowledged')
    holds.drop('hidden')
    expect(player.paused).toBe(true)
    holds.drop('unacknowledged')
    expect(player.paused).toBe(false)
  })

  test.each([
    ['popup', 'held_play'],
    ['hidden', 'hidden_play'],
    ['window', 'second_window'],
  ] as const)('for %s calls play in spite of it %s, and plays later', (reason, breach) => {
    const { holds, player } = holding()
    holds.add(reason)
    expect(holds.enforce()).toBeUndefined()
    player.play()
    expect(holds.enforce()).toBe(breach)
    expect(player.paused).toBe(true)
    holds.drop(reason)
    expect(player.paused).toBe(false)
  })

  test('catches a player that is attached while it plays', () => {
    const holds = new Holds(true, () => undefined)
    holds.add('connecting')
    const player = new FakePlayer()
    player.play()
    holds.govern(player)
    expect(player.pauses).toEqual(['unacknowledged'])
  })

  test('holds nothing when it only observes', () => {
    const { holds, player } = holding(false)
    player.play()
    holds.add('popup')
    expect([player.paused, holds.held, holds.enforce()]).toEqual([false, false, undefined])
  })
})
