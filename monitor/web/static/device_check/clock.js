// Whether the device's clock is near the server's, whose `Date` header has whole seconds.

const ALLOWED_MS = 90_000;
const MINUTE_MS = 60_000;

export async function checkClock() {
  const behind = await behindServer();
  if (behind === null) return { level: "warn", said: "clock_unknown" };
  if (Math.abs(behind) <= ALLOWED_MS) return { level: "good", said: "clock_good" };
  const minutes = Math.round(Math.abs(behind) / MINUTE_MS);
  return { level: "warn", said: behind > 0 ? "clock_slow" : "clock_fast", values: [minutes] };
}

/** How far (ms) the device is behind the server; null where the server did not say. */
async function behindServer() {
  try {
    const asked = Date.now();
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    const server = Date.parse(answer.headers.get("Date"));
    return Number.isNaN(server) ? null : server + 500 - (asked + Date.now()) / 2;
  } catch {
    return null;
  }
}
