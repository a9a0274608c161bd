import type { Scope } from '../scope'
import type { LinkHandlers, Send } from './link'
import { BUSY, post } from './post'

const PAUSE_MS = 1000

/**
 * The stream over requests, where something on the way does not let WebSockets through: one a second carries what
 * both sides have to say, in the same messages, one a line.
 */
export function openPoll(url: string, handlers: LinkHandlers, scope: Scope): Send {
  const waiting: string[] = []
  let greeted = false
  let busy = false

  const turn = async (): Promise<void> => {
    if (busy || scope.over) return
    busy = true
    const lines = waiting.splice(0)
    if (greeted) lines.unshift(handlers.head('poll')) // the hello goes alone
    const answer = await post(url, lines.join('\n')).catch(() => undefined)
    if (scope.over) return
    if (!answer?.ok) return handlers.lost(answer?.status === BUSY ? 1000 * Number(answer.headers.get('Retry-After')) : 0)
    for (const line of (await answer.text()).split('\n')) handlers.heard(line)
    greeted = true
    busy = false
    if (waiting.length > 0) await turn()
  }

  scope.after(0, () => handlers.opened())
  scope.every(PAUSE_MS, () => scope.go(turn()))
  return (text) => {
    waiting.push(text)
    scope.go(turn())
  }
}
