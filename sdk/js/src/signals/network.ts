import type { Scope } from '../scope'

export interface NetworkHandlers {
  leaving(): void
  back(): void
}

/**
 * `online` fires when the device has a network again: try at once instead of waiting for the back-off.
 * `offline` is not used (https://github.com/appuri/robust-websocket/issues/27): an existing socket does not close and `send` is swallowed, only missing acknowledgements tell.
 * `pagehide` fires when the page goes away or into the back/forward cache, from where `pageshow` brings it back with
 * every socket dead; a frozen page loses them at `resume`.
 */
export function watchNetwork(scope: Scope, { leaving, back }: NetworkHandlers): void {
  scope.listen(window, 'pagehide', leaving)
  scope.listen(window, 'online pageshow', back)
  scope.listen(document, 'resume', back)
}
