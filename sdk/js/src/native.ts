/**
 * The browser's own getters and methods, taken from the prototypes at load.
 *
 * A script that later redefines `playbackRate` on the element (speed controllers do) is not believed.  One that
 * patched the prototype before us is: the collector judges by its own clock and needs no honest client.
 */

// On a server, where a framework may import this file, there are no elements; nothing is called there.
const members = (host?: { prototype: object }): PropertyDescriptorMap => Object.getOwnPropertyDescriptors((host ?? Object).prototype)
// Both have a `readyState`; the video's is meant.
const own = { ...members(globalThis.Document), ...members(globalThis.HTMLMediaElement) }

export type Readable = 'currentTime' | 'duration' | 'playbackRate' | 'paused' | 'seeking' | 'ended' | 'readyState' | 'currentSrc' | 'played'
export type Writable = 'currentTime' | 'playbackRate'

export const read = <Key extends Readable>(video: HTMLMediaElement, key: Key): HTMLMediaElement[Key] =>
  own[key]?.get?.call(video) as HTMLMediaElement[Key]

export const write = (video: HTMLMediaElement, key: Writable, value: number): void => own[key]?.set?.call(video, value)

export const call = (video: HTMLMediaElement, method: 'play' | 'pause'): Promise<void> | undefined =>
  (own[method]?.value as () => Promise<void> | undefined).call(video)

export const hasFocus = (): boolean => (own['hasFocus']?.value as () => boolean).call(document)
export const visible = (): boolean => own['visibilityState']?.get?.call(document) === 'visible'

/** Which of these somebody had replaced before this file was loaded. */
export const replaced = (): string[] =>
  ['currentTime', 'playbackRate', 'played', 'visibilityState', 'hasFocus'].filter(
    (name) => !Function.prototype.toString.call(own[name]?.get ?? own[name]?.value).includes('[native code]'),
  )
