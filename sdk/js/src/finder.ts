import { complaint } from './complaint'
import type { Scope } from './scope'

/** A selector or element (of the video or of something around it), or a function that finds the video. */
export type Target = string | Element | (() => Element | null | undefined)

const PATIENCE_MS = 5000

/** By its name, because an element of another frame is no instance of this one's classes. */
function find(target: Target): HTMLVideoElement | undefined {
  const found = typeof target === 'function' ? target() : typeof target === 'string' ? document.querySelector(target) : target
  if (found?.localName === 'video') return found as HTMLVideoElement
  return (found?.shadowRoot ?? found)?.querySelector?.('video') ?? undefined
}

/**
 * Follows the target's video: players create it late (vidstack) or replace it on a new source (plyr, aliplayer).
 * Calls back with every other element, and with undefined when there is none.
 */
export function followVideo(target: Target, scope: Scope, found: (video: HTMLVideoElement | undefined) => void): void {
  let current: HTMLVideoElement | undefined
  const look = (): void => {
    const video = scope.safely(() => find(target))
    if (video === current) return
    current = video
    found(video)
  }
  const observer = new MutationObserver(() => scope.safely(look))
  observer.observe(document, { childList: true, subtree: true })
  scope.onEnd(() => observer.disconnect())
  scope.after(PATIENCE_MS, () => {
    if (!current) throw complaint('no_video', 'target', `no <video> at ${String(target)}`)
  })
  look()
}
