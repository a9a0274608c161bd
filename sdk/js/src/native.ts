/**
 * The browser's own getters and methods, taken from the prototypes at load.
 *
 * A script that later redefines `playbackRate` on the element (speed controllers do) is not believed.  One that
 * patched the prototype before us is: the collector judges by its own clock and needs no honest client.
 */

// On a server, where a framework may import this file, there are no elements; nothing is called there.
const members = (host?: { prototype: object }): PropertyDescriptorMap => Object.getOwnPropertyDescriptors((host ?? Object).prototype)
const media = members(globalThis.HTMLMediaElement)
const page = members(globalThis.Document)

export type Readable = 'currentTime' | 'duration' | 'playbackRate' | 'paused' | 'seeking' | 'ended' | 'readyState' | 'currentSrc' | 'played'
export type Writable = 'currentTime' | 'playbackRate'

export const read = <Key extends Readable>(video: HTMLMediaElement, key: Key): HTMLMediaElement[Key] =>
  media[key]?.get?.call(video) as HTMLMediaElement[Key]

export const write = (video: HTMLMediaElement, key: Writable, value: number): void => media[key]?.set?.call(video, value)

export const call = (video: HTMLMediaElement, method: 'play' | 'pause'): Promise<void> | undefined =>
  (media[method]?.value as () => Promise<void> | undefined).call(video)

export const hasFocus = (): boolean => (page['hasFocus']?.value as () => boolean).call(document)
export const visible = (): boolean => page['visibilityState']?.get?.call(document) === 'visible'
