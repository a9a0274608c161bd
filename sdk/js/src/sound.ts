import { parse, stringify } from './json'

const PROBE = '{"a":[1]}'

/**
 * Throws where the page has changed what everything here is built on: better no session, and said so, than one that
 * never begins or says nonsense.  Libraries that wrap these faithfully pass.
 */
export function demandSoundPage(): void {
  let changed = 'addEventListener'
  const probe = new AbortController()
  probe.signal.addEventListener('abort', () => (changed = ''))
  probe.abort()
  if (stringify(parse(PROBE)) !== PROBE) changed = 'JSON'
  if (!setTimeout(() => undefined)) changed = 'setTimeout'
  if (changed) throw new Error(`this page has changed ${changed}`)
}
