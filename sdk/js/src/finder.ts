import type { Scope } from './scope'

/** A selector or element (of the video or of something around it), or a function that finds the video. */
export type Target = string | Element | (() => HTMLVideoElement | null | undefined)

function find(target: Target): HTMLVideoElement | undefined {
  if (typeof target === 'function') return target() ?? undefined
  const found = typeof target === 'string' ? document.querySelector(target) : target
  if (found instanceof HTMLVideoElement) return found
  return (found?.shadowRoot ?? found)?.querySelector('video') ?? undefined
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
  look()
}
