import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { uploadsFrom } from '../src/options'
import { Backoff } from '../src/stream/backoff'
import { Chain, type SignedBatch } from '../src/stream/chain'
import { hmacKey } from '../src/stream/digest'
import { Outbox } from '../src/stream/outbox'
import { EventQueue } from '../src/stream/queue'
import type { EventName } from '../src/wire'

const SECRET = Buffer.alloc(32, 7)
const FIRST = 'ab'.repeat(32)
const event = (type: EventName, t = 0): { type: EventName; t: number } => ({ type, t })
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('the chain', () => {
  test('signs what stands before the mac, which comes last, and carries the digest of the batch before', async () => {
    const chain = new Chain(await hmacKey(SECRET.toString('base64url')), 'me', 5, FIRST)
    const queue = new EventQueue(() => undefined)
    queue.push({ ...event('lesson_open'), ...{ source: '课程 "1"' } })
    const one = await chain.sign(queue.take(), 10)
    const two = await chain.sign([], 20)
    const [signed = '', mac] = one.text.split(',"mac":"')
    expect(mac).toBe(`${createHmac('sha256', SECRET).update(signed).digest('hex')}"}`)
    expect(JSON.parse(one.text)).toMatchObject({ type: 'batch', seq: 5, prev: FIRST, instance: 'me', sent: 10 })
    expect(JSON.parse(two.text)).toMatchObject({ seq: 6, prev: digest(one.text) })
  })
})

describe('the queue', () => {
  test('numbers events without gaps, also after dropping some, and says how many and which', () => {
    const gone: number[] = []
    const queue = new EventQueue((id) => gone.push(id), 3)
    for (const [index, type] of (['play', 'sample', 'sample', 'pause', 'ended'] as const).entries()) {
      queue.push(event(type, index))
    }
    expect(queue.take().map(({ n, event }) => [n, event.type])).toEqual([[0, 'play'], [1, 'pause'], [2, 'ended']]) // prettier-ignore
    expect([queue.lost, gone]).toEqual([2, [1, 2]])
  })

  test('fills batches up to 200 events', () => {
    const queue = new EventQueue(() => undefined)
    for (let t = 0; t < 201; t++) queue.push(event('sample', t))
    expect([queue.take().length, queue.take().length]).toEqual([200, 1])
  })

  test('fills batches up to what fits into a frame', () => {
    const queue = new EventQueue(() => undefined)
    for (let t = 0; t < 100; t++) queue.push({ ...event('hint', t), ...{ detail: '长'.repeat(512) } })
    const size = JSON.stringify(queue.take().map(({ event }) => event)).length
    expect(size).toBeLessThan(64 * 1024)
    expect(queue.size).toBeGreaterThan(0)
  })

  test('keeps the numbers of events that come back', () => {
    const queue = new EventQueue(() => undefined)
    queue.push(event('play'))
    const taken = queue.take()
    queue.push(event('pause'))
    queue.restore(taken)
    expect(queue.take().map(({ n, event }) => [n, event.type])).toEqual([[0, 'play'], [1, 'pause']]) // prettier-ignore
  })
})

describe('the outbox', () => {
  const batch = (seq: number): SignedBatch => ({ seq, prev: `p${seq}`, text: `t${seq}`, entries: [] })
  function filled(): Outbox {
    const outbox = new Outbox()
    for (const seq of [0, 1, 2]) outbox.add(batch(seq), 100 + seq)
    return outbox
  }

  test('forgets what is acknowledged, cumulatively', () => {
    const outbox = filled()
    outbox.acknowledge(1)
    expect([outbox.size, outbox.waitingSince]).toEqual([1, 102])
  })

  test('sends the rest again in order, without forgetting how long it waits', () => {
    const outbox = filled()
    outbox.acknowledge(0)
    expect(outbox.resend(500)).toEqual(['t1', 't2'])
    expect([outbox.waitingSince, outbox.silentSince]).toEqual([101, 500])
  })

  test.each([
    [0, 'p0', false],
    [-1, 'p0', true],
    [-1, 'other', false],
  ])('after %i with %s continues: %s', (last, chain, continues) => {
    expect(filled().continues(last, chain)).toBe(continues)
  })
})

test('the back-off grows to five seconds and starts again', () => {
  const backoff = new Backoff(() => 0.9999999)
  const waits = Array.from({ length: 7 }, () => backoff.next())
  expect(waits).toEqual([299, 599, 1199, 2399, 4799, 4999, 4999])
  expect(backoff.next(2000)).toBe(6999)
  backoff.reset()
  expect(backoff.next()).toBe(299)
})

test.each([
  ['wss://monitor.example/v1/stream', 'https://monitor.example'],
  ['ws://127.0.0.1:8000/base/v1/stream?x=1', 'http://127.0.0.1:8000/base'],
])('pictures for %s go to %s', (endpoint, uploads) => expect(uploadsFrom(endpoint)).toBe(uploads))
