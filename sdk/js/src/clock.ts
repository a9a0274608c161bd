// Kept at load: a page that patches performance.now later changes nothing here (the server's clock decides anyway).
const monotonic = performance.now.bind(performance)

/** Milliseconds on the monotonic clock, rounded down, as the protocol wants them. */
export const now = (): number => Math.floor(monotonic())
