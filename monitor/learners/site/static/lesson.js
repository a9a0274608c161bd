// The vendor's own part of the lesson page: it asks its server for a ticket and starts the monitor beside the video.
const line = document.querySelector("#monitor-state");
const { lesson, connected, notConnected, notCountable } = line.dataset;

function say(state, text) {
  line.dataset.state = state;
  line.textContent = text;
}

async function supervise() {
  const answer = await fetch(`/lessons/${lesson}/session`, { method: "POST" });
  const session = await answer.json();
  if (!answer.ok) return say("failed", notConnected + session.problem);

  // The three lines that a vendor adds.
  const monitor = IntegrityMonitor.start({ endpoint: session.stream_url, ticket: session.ticket });
  monitor.on("state", (state) => { line.dataset.state = state; });
  monitor.attach("#player");

  if (session.countable) say("connected", connected);
  else say("not-countable", notCountable + session.reasons.join(" "));
}

supervise().catch((error) => say("failed", notConnected + error.message));
