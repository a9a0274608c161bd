import type { Scope } from '../scope'
import type { CameraState } from '../wire'

/**
 * `ended` fires on a track when the camera is unplugged or the permission is taken back in the middle; it does not
 * fire when we stop the track ourselves (https://github.com/w3c/mediacapture-main/issues/924).
 */
export function watchTrack(track: MediaStreamTrack, scope: Scope, lost: () => void): void {
  scope.listen(track, 'ended', lost)
}

/**
 * `devicechange` fires when a camera, or anything else that records or plays, is plugged in or out; in Chrome twice for
 * one device (https://github.com/jitsi/lib-jitsi-meet/pull/805), so that trying must do no harm.
 */
export function watchDevices(scope: Scope, changed: () => void): void {
  if (navigator.mediaDevices) scope.listen(navigator.mediaDevices, 'devicechange', changed)
}

/** What a failed getUserMedia means for the learner. */
export function cameraFailure(error: unknown): CameraState {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  // TypeError: browsers leave `mediaDevices` out on http pages, and some web views altogether.
  if (name === 'NotFoundError' || name === 'OverconstrainedError' || name === 'TypeError') return 'missing'
  return 'failed' // NotReadableError: another program has it; AbortError: anything else
}

export interface Hints {
  label: string
  kind: string
}

/** Label and kind of track are hints for a person: a virtual camera may show in either (K16). */
export function trackHints(track: MediaStreamTrack | undefined): Hints {
  return { label: track?.label.slice(0, 512) ?? '', kind: track?.constructor.name ?? '' }
}
