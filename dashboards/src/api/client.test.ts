import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { address, ask, carry, onLost, Problem } from './client'

const fetched = vi.fn<typeof fetch>()
const answer = (status: number, body?: unknown, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers })

beforeEach(() => vi.stubGlobal('fetch', fetched))
afterEach(() => {
  fetched.mockReset()
  carry('')
})

const sent = (): RequestInit => fetched.mock.calls[0]?.[1] ?? {}

test('an address holds names and what is asked for, and leaves out what is not', () => {
  expect(address('GET /attempts/{attempt}', { attempt: 'a/1' })).toBe('/console/api/attempts/a%2F1')
  expect(address('GET /attempts', {}, { rule: 'fast_forward', platform: '', first_day: undefined })).toBe('/console/api/attempts?rule=fast_forward')
})

test('a write carries the token of the page, a read does not', async () => {
  carry('secret')
  fetched.mockImplementation(() => Promise.resolve(answer(204)))
  await ask('POST /sign-out')
  await ask('GET /session')
  const [write, read] = fetched.mock.calls.map(([, init]) => init?.headers as Record<string, string>)
  expect(write?.['X-CSRF-Token']).toBe('secret')
  expect(read?.['X-CSRF-Token']).toBeUndefined()
})

test('answers come in the language of the page', async () => {
  fetched.mockResolvedValue(answer(200, {}))
  await ask('GET /session')
  expect((sent().headers as Record<string, string>)['Accept-Language']).toBe('zh-CN')
})

test('a problem document is thrown with its words', async () => {
  fetched.mockResolvedValue(answer(429, { code: 'locked_out', detail: '失败次数过多', remedy: '请等待' }, { 'Retry-After': '60' }))
  const problem = await ask('POST /sign-in', { body: {} }).catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ status: 429, code: 'locked_out', message: '失败次数过多', remedy: '请等待', retryAfter: 60 })
})

test('when the sign-in is over somebody is told, and not when a password was wrong', async () => {
  const told = vi.fn()
  onLost(told)
  fetched.mockImplementation(() => Promise.resolve(answer(401, { code: 'sign_in_refused' })))
  await ask('POST /sign-in', { body: {} }).catch(() => undefined)
  expect(told).not.toHaveBeenCalled()
  fetched.mockImplementation(() => Promise.resolve(answer(401, { code: 'not_signed_in' })))
  await ask('GET /attempts').catch(() => undefined)
  expect(told).toHaveBeenCalledOnce()
})

test('an answer that is no problem document is a problem all the same', async () => {
  fetched.mockResolvedValue(new Response('Bad gateway', { status: 502, statusText: 'Bad Gateway' }))
  await expect(ask('GET /attempts')).rejects.toMatchObject({ status: 502, message: 'Bad Gateway' })
})
