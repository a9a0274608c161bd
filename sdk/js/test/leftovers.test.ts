import 'fake-indexeddb/auto'
import { createHash } from 'node:crypto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DirectiveDesk } from '../src/directives/desk'
import { Scope } from '../src/scope'
import { Chain } from '../src/stream/chain'
import { hmacKey } from '../src/stream/digest'
import { Disk } from '../src/stream/disk'
import { deliverLeftovers } from '../src/stream/leftovers'
import { fitting } from '../src/stream/queue'

const ZERO = '0'.repeat(64)
const record = vi.fn()
const asking = new Scope((error) => {
  throw error
})
const desk = { asking: { ...asking, pause: () => Promise.resolve() }, record } as unknown as DirectiveDesk

interface Answer {
  status: number
  body: object
}

/** What the collector was sent, line by line, and what it shall answer next. */
let said: Record<string, unknown>[][]
let answers: Answer[]
let alive: Set<string>

function collector(_: string, { body }: { body: string }): Promise<Response> {
  said.push(body.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>))
  const { status, body: text } = answers.shift() ?? { status: 503, body: {} }
  return Promise.resolve(new Response(JSON.stringify(text), { status }))
}

const stands = (last_seq: number, next_n: number): Answer => ({
  status: 200,
  body: { type: 'stored', last_seq, chain: ZERO, next_n },
})

/** A run that ended with these events on disk, of which the first has this number. */
async function crashed(name: string, types: string[], first = 0, at = Date.now()): Promise<void> {
  const disk = new Disk(name)
  const key = await hmacKey(Buffer.alloc(32, 7).toString('base64url'))
  disk.forget(-1, first)
  disk.describe({ uploads: 'https://old', upload: 'token', key, at })
  for (const [id, type] of types.entries()) await new Promise<void>((done) => disk.keep(id, { type, t: id }, done))
  ;(await disk.db)?.close()
}

async function laterPage(): Promise<void> {
  const disk = new Disk('new')
  await deliverLeftovers(desk, { instance: 'new', db: disk.db, Chain, fitting })
  ;(await disk.db)?.close()
}

const handedIn = (): unknown[] =>
  said.flatMap((lines) => lines.slice(1).flatMap((batch) => batch['events'] as { n: number; type: string }[])).map(({ n, type }) => [n, type])

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('fetch', collector)
  said = []
  answers = []
  alive = new Set()
  record.mockClear()
  const request = (name: string, _: object, work: (lock: object | null) => unknown): unknown =>
    work(alive.has(name) ? null : {})
  vi.stubGlobal('navigator', { locks: { request } })
})

afterEach(() => vi.unstubAllGlobals())

test('what a crashed page left behind goes to its own session, signed and in order', async () => {
  await crashed('old', ['play', 'pause'])
  answers = [stands(-1, 0), stands(0, 2)]
  await laterPage()
  expect(said[1]?.[0]).toEqual({ type: 'post', upload: 'token', instance: 'old' })
  expect(said[1]?.[1]).toMatchObject({ type: 'batch', seq: 0, prev: ZERO, instance: 'old' })
  expect(handedIn()).toEqual([[0, 'play'], [1, 'pause']]) // prettier-ignore
})

test('what the collector has already is not sent a second time', async () => {
  await crashed('old', ['play', 'sample', 'pause'], 5)
  answers = [stands(3, 7), stands(4, 8)]
  await laterPage()
  expect(said[1]?.[1]).toMatchObject({ seq: 4 })
  expect(handedIn()).toEqual([[7, 'pause']])
})

test('nothing is handed in twice by two later pages', async () => {
  await crashed('old', ['play'])
  answers = [stands(-1, 0), stands(0, 1)]
  await laterPage()
  await laterPage()
  expect(said).toHaveLength(2)
})

test('a page that still lives keeps its events', async () => {
  await crashed('old', ['play'])
  alive.add('integrity:run:old')
  await laterPage()
  expect(said).toEqual([])
})

test('a collector that is busy is asked again, and the beacon that came first is believed', async () => {
  await crashed('old', ['play', 'pause'])
  answers = [{ status: 429, body: {} }, stands(-1, 0), stands(0, 1), stands(0, 1), stands(1, 2)]
  await laterPage()
  expect(said.at(-1)?.[1]).toMatchObject({ seq: 1, events: [{ n: 1, type: 'pause' }] })
})

test.each([
  ['session_over', 409],
  ['bad_ticket', 401],
])('what is refused with %s is counted and reported, and not tried again', async (code, status) => {
  await crashed('old', ['play', 'pause'])
  answers = [{ status, body: { code } }]
  await laterPage()
  await laterPage()
  expect(record.mock.calls).toEqual([['dropped', { reason: code, count: 2 }]])
  expect(said).toHaveLength(1)
})

test('what is older than a week is given up and reported', async () => {
  await crashed('old', ['play'], 0, Date.now() - 8 * 24 * 3600 * 1000)
  await laterPage()
  expect(record.mock.calls).toEqual([['dropped', { reason: 'expired', count: 1 }]])
})

test('the chain of what was left behind fits together', async () => {
  await crashed('old', Array.from({ length: 201 }, () => 'sample'))
  answers = [stands(-1, 0), stands(1, 201)]
  await laterPage()
  const [, first, second] = said[1] ?? []
  expect(second?.['prev']).toBe(createHash('sha256').update(JSON.stringify(first)).digest('hex'))
})
