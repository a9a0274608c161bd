import { afterEach, expect, test, vi } from 'vitest'
import { Scope } from '../src/scope'
import type { Send } from '../src/stream/link'
import { openPoll } from '../src/stream/poll'
import { WELCOME } from './collector'

const HEAD = '{"type":"poll","upload":"u"}'
const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

interface Polling {
  send: Send
  said: string[]
  heard: string[]
  lost: number[]
  scope: Scope
}

function polling(answer: () => Response): Polling {
  vi.useFakeTimers()
  const [said, heard, lost]: [string[], string[], number[]] = [[], [], []]
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    said.push(body)
    return Promise.resolve(answer())
  })
  const handlers = {
    opened: () => undefined,
    heard: (text: string) => void heard.push(text),
    lost: (wait: number) => void lost.push(wait),
    head: () => HEAD,
  }
  const scope = new Scope((error) => {
    throw error
  })
  return { send: openPoll('https://x/v1/batches', handlers, scope), said, heard, lost, scope }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a hello goes alone, and everything after it under the token of the welcome', async () => {
  const { send, said, heard } = polling(() => new Response(`${JSON.stringify(WELCOME)}\n{"type":"ack","seq":0}`))
  send('{"type":"hello"}')
  await pass()
  send('{"type":"batch"}')
  await pass()
  expect(said).toEqual(['{"type":"hello"}', `${HEAD}\n{"type":"batch"}`])
  expect(heard.slice(0, 2)).toEqual([JSON.stringify(WELCOME), '{"type":"ack","seq":0}'])
})

test('the collector is asked once a second what it has to say', async () => {
  const { send, said, scope } = polling(() => new Response(JSON.stringify(WELCOME)))
  send('{"type":"hello"}')
  await pass(3500)
  expect(said).toHaveLength(4)
  scope.end()
  await pass(3000)
  expect(said).toHaveLength(4)
})

test('a busy collector is left alone for as long as it asks', async () => {
  const { send, lost } = polling(() => new Response('', { status: 429, headers: { 'Retry-After': '7' } }))
  send('{"type":"hello"}')
  await pass()
  expect(lost).toEqual([7000])
})
