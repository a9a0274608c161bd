import { complaint } from './complaint'
import type { Language, Mode } from './wire'

/** What `start` takes. */
export interface Options {
  /** The collector's stream, `wss://…/v1/stream`, as `POST /v1/sessions` returned it. */
  endpoint: string
  /** Single use, two minutes old at most; the course's own server fetched it. */
  ticket: string
  /** Where pictures go; by default the endpoint's host over HTTP(S). */
  uploads?: string
  /** By default the browser's: Chinese for zh, else English. */
  language?: Language
  /** Words of the page's own, for another language or in place of ours; keys as in `Words`. */
  words?: Partial<Record<string, string>>
  /** `observe` only watches: nothing is held back, and nothing counts. */
  mode?: Mode
}

const MODES: readonly Mode[] = ['enforce', 'observe']

export type Settings = Required<Options>

/** Throws a complaint about an option that is missing or says nothing known. */
export function settle(options?: Partial<Options>): Settings {
  const { endpoint, ticket, mode = 'enforce', language, words, uploads } = (options ?? {}) as Options
  const field = !/^wss?:/.test(endpoint) ? 'endpoint' : !ticket ? 'ticket' : MODES.includes(mode) ? '' : 'mode'
  if (field) throw complaint('bad_option', field, `${field}: ${field === 'mode' ? MODES.join(' or ') : 'from POST /v1/sessions'}`)
  return {
    endpoint,
    ticket,
    mode,
    words: words ?? {},
    language: /^zh/.test(language ?? navigator.language) ? 'zh-CN' : 'en',
    uploads: (uploads ?? uploadsFrom(endpoint)).replace(/\/$/, ''),
  }
}

/** `wss://host/base/v1/stream` → `https://host/base`. */
export function uploadsFrom(endpoint: string): string {
  return endpoint.replace(/^ws/, 'http').replace(/\/v1\/stream.*$/, '')
}
