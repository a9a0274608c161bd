import { afterEach, expect, test, vi } from 'vitest'
import { Poll } from '../src/stream/poll'
import { WELCOME } from './collector'

const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

function polling(answer: () => Response): { poll: Poll; said: string[]; heard: string[]; lost: number[] } {
  vi.useFakeTimers()
  const [said, heard, lost]: [string[], string[], number[]] = [[], [], []]
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    said.push(body)
    return Promise.resolve(answer())
  })
  const handlers = {
    opened: () => undefined,
    message: ({ type }: { type: string }) => void heard.push(type),
    lost: (wait: number) => void lost.push(wait),
  }
  return { poll: new Poll('https://x/v1/batches', handlers), said, heard, lost }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a hello goes alone, and everything after it under the token of the welcome', async () => {
  const { poll, said, heard } = polling(() => new Response(`${JSON.stringify(WELCOME)}\n{"type":"ack","seq":0}`))
  poll.send('{"type":"hello"}')
  await pass()
  poll.send('{"type":"batch"}')
  await pass()
  expect(said).toEqual(['{"type":"hello"}', '{"type":"poll","upload":"u"}\n{"type":"batch"}'])
  expect(heard.slice(0, 2)).toEqual(['welcome', 'ack'])
})

test('the collector is asked once a second what it has to say', async () => {
  const { poll, said } = polling(() => new Response(JSON.stringify(WELCOME)))
  poll.send('{"type":"hello"}')
  await pass(3500)
  expect(said).toHaveLength(4)
  poll.close()
})

test('a busy collector is left alone for as long as it asks', async () => {
  const { poll, lost } = polling(() => new Response('', { status: 429, headers: { 'Retry-After': '7' } }))
  poll.send('{"type":"hello"}')
  await pass()
  expect(lost).toEqual([7000])
})
