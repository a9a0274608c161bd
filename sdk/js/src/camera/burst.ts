import type { LivenessDirective } from '../wire'
import { type CameraFeed, HEIGHT, WIDTH } from './feed'

export interface Burst {
  /** ms since the first picture */
  times: number[]
  pictures: Blob[]
}

const MOST_FRAMES = 24

/** Takes the pictures at their times; late timers (a throttled page) show in the times, not as missing pictures. */
export async function captureBurst(
  feed: CameraFeed,
  { fps, frames }: LivenessDirective,
  pause: (ms: number) => Promise<void>,
  now: () => number,
  progress: (share: number) => void,
): Promise<Burst> {
  const count = Math.min(frames, MOST_FRAMES)
  let start = now()
  const burst: Burst = { times: [], pictures: [] }
  for (let index = 0; index < count; index++) {
    await pause(Math.max(0, start + (index * 1000) / fps - now()))
    if (!index) start = now()
    burst.times.push(now() - start)
    burst.pictures.push(await feed.picture())
    progress((index + 1) / count)
  }
  return burst
}

/** The multipart body of `POST /v1/bursts`. */
export function burstForm({ nonce, action, fps }: LivenessDirective, burst: Burst, track: object): FormData {
  const form = new FormData()
  form.append('meta', JSON.stringify({ nonce, action, fps, t: burst.times, w: WIDTH, h: HEIGHT, track }))
  burst.pictures.forEach((picture, index) => form.append('f', picture, `${index}.jpg`))
  return form
}
