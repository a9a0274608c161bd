export const BUSY = 429

/** Worth another try: the network, a busy server or a rate limit; anything else would only be refused again. */
export const passing = (status: number): boolean => status >= 500 || status === BUSY || status === 408

/** A request to the collector: no cookies, and with a text and no headers it needs no preflight. */
export const post = (url: string, body: BodyInit, headers: HeadersInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', credentials: 'omit', body, headers })
