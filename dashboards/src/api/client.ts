// Talks to the console's API: cookies by the browser, the page's token with every write, errors as problem documents.
import { language } from '../words'
import type { Operation } from './schema'

export const API = '/console/api'

type Values = Record<string, string | number | undefined | null>

/** An answer that is no success (RFC 9457), in the language of the page. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly remedy: string,
    readonly field: string,
    readonly retryAfter: number,
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

let token = ''
let link = ''
let lost: () => void = () => undefined

/** What goes with writes from now on. */
export const carry = (csrf: string): void => void (token = csrf)

/** Ask as the holder of this link to an own page from now on; without one, as whoever is signed in. */
export const present = (text: string): void => void (link = text)

/** Called whenever the server says that nobody is signed in. */
export const onLost = (tell: () => void): void => void (lost = tell)

/** The address of an operation: names in braces take values, the rest goes into the query. */
export function address(operation: Operation, names: Values = {}, query: Values = {}): string {
  const path = operation.slice(operation.indexOf(' ') + 1)
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name] ?? '')))
  const wanted = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const search = new URLSearchParams(wanted.map(([name, value]) => [name, String(value)])).toString()
  return `${API}${filled}${search ? `?${search}` : ''}`
}

export interface Asked {
  names?: Values
  query?: Values
  body?: unknown
  signal?: AbortSignal
}

/** One request; rejects with `Problem`, or with the browser's error when nobody answers. */
export async function ask<Answer>(operation: Operation, asked: Asked = {}): Promise<Answer> {
  const response = await fetched(operation, asked)
  return (response.status === 204 ? undefined : await response.json()) as Answer
}

/** The same for an answer that is no JSON. */
export async function fetched(operation: Operation, { names, query, body, signal }: Asked = {}): Promise<Response> {
  const response = await fetch(address(operation, names, query), {
    method: operation.slice(0, operation.indexOf(' ')),
    credentials: 'same-origin',
    headers: headers(operation, body),
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  if (!response.ok) throw await problem(response)
  return response
}

function headers(operation: Operation, body: unknown): Record<string, string> {
  const common: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language.value }
  if (body !== undefined && !(body instanceof FormData)) common['Content-Type'] = 'application/json'
  if (link) common['Authorization'] = `Bearer ${link}`
  if (!operation.startsWith('GET ') && token) common['X-CSRF-Token'] = token
  return common
}

async function problem(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as Partial<Record<string, string>>
  if (response.status === 401 && said['code'] === 'not_signed_in') lost()
  const seconds = Number(response.headers.get('Retry-After') ?? 0)
  return new Problem(
    response.status,
    said['code'] ?? '',
    said['detail'] ?? response.statusText,
    said['remedy'] ?? '',
    said['field'] ?? '',
    seconds,
  )
}
