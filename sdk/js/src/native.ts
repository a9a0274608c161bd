/**
 * The browser's own getters and methods, taken from the prototypes at load.
 *
 * A script that later redefines `playbackRate` on the element (speed controllers do) is not believed.  One that
 * patched the prototype before us is: the collector judges by its own clock and needs no honest client.
 */

function getter<Host extends object, Key extends keyof Host & string>(prototype: Host, key: Key) {
  const native = Object.getOwnPropertyDescriptor(prototype, key)?.get
  return (host: Host): Host[Key] => (native ? (native.call(host) as Host[Key]) : host[key])
}

function setter<Host extends object, Key extends keyof Host & string>(prototype: Host, key: Key) {
  const native = Object.getOwnPropertyDescriptor(prototype, key)?.set
  return (host: Host, value: Host[Key]): void => {
    if (native) native.call(host, value)
    else host[key] = value
  }
}

// On a server, where a framework may import this file, there are no elements; nothing is called there.
const media = (globalThis.HTMLMediaElement ?? Object).prototype
const page = (globalThis.Document ?? Object).prototype

export const currentTime = getter(media, 'currentTime')
export const setCurrentTime = setter(media, 'currentTime')
export const playbackRate = getter(media, 'playbackRate')
export const setPlaybackRate = setter(media, 'playbackRate')
export const paused = getter(media, 'paused')
export const seeking = getter(media, 'seeking')
export const ended = getter(media, 'ended')
export const readyState = getter(media, 'readyState')
export const visibility = getter(page, 'visibilityState')

const nativePlay = media.play
const nativePause = media.pause
const nativeHasFocus = page.hasFocus

export const play = (video: HTMLMediaElement): Promise<void> => nativePlay.call(video)
export const pause = (video: HTMLMediaElement): void => nativePause.call(video)
export const hasFocus = (): boolean => nativeHasFocus.call(document)
export const visible = (): boolean => visibility(document) === 'visible'
