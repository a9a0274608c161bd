import { passing, post } from '../stream/post'

const RETRIES = 3
const FIRST_WAIT = 500

/** Sends a picture; tries again up to three times with growing waits.  Throws what is left to say after that. */
export async function upload(url: string, picture: BodyInit, headers: HeadersInit, pause: (ms: number) => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const status = await post(url, picture, headers).then(
      (response) => response.status,
      () => 503, // no connection, or CORS; the page is not told which
    )
    if (status < 300) return
    if (!passing(status) || attempt === RETRIES) throw new Error(`upload refused with ${status}`)
    await pause(FIRST_WAIT * 2 ** attempt * (0.5 + Math.random() / 2))
  }
}
