// Whether the collector is reached by the two ways that the browser SDK has: the stream, and requests in its place.
//
// Both are tried as they are, with a ticket that nobody issued: the collector's refusal is the answer that is wanted.

const LIMIT_MS = 8000;
const SLOW_MS = 1500;
const HELLO = { type: "hello", protocol: 1, ticket: "device-check", instance: "device-check" };
const POLL = { type: "poll", upload: "device-check" };

export async function checkNetwork() {
  const trip = await overSocket();
  if (trip !== null) return { level: trip > SLOW_MS ? "warn" : "good", said: trip > SLOW_MS ? "network_slow" : "network_good", values: [trip] };
  if (await overRequests()) return { level: "warn", said: "network_requests" };
  return { level: "bad", said: "network_none", values: [location.host] };
}

/** How long (ms) a message takes there and back over a WebSocket; null where none gets through. */
function overSocket() {
  return new Promise((resolve) => {
    const given = (trip) => {
      clearTimeout(timer);
      resolve(trip);
    };
    const timer = setTimeout(() => given(null), LIMIT_MS);
    try {
      const address = new URL("v1/stream", location.href);
      address.protocol = address.protocol.replace("http", "ws");
      const socket = new WebSocket(address);
      let since = 0;
      socket.onopen = () => {
        since = performance.now();
        socket.send(JSON.stringify(HELLO));
      };
      socket.onmessage = () => {
        given(Math.round(performance.now() - since));
        socket.close();
      };
      socket.onerror = socket.onclose = () => given(null);
    } catch {
      given(null); // an extension or a policy may take sockets away altogether
    }
  });
}

async function overRequests() {
  try {
    const asked = { method: "POST", body: JSON.stringify(POLL), signal: AbortSignal.timeout(LIMIT_MS) };
    const answer = await fetch(new URL("v1/batches", location.href), asked);
    return (await answer.json()).code === "bad_ticket";
  } catch {
    return false;
  }
}
