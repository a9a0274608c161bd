// The vendor's own part of the lesson page: it asks its server for a ticket and starts the monitor beside the video.
const language = document.documentElement.lang;
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
  const monitor = IntegrityMonitor.start({ endpoint: session.stream_url, ticket: session.ticket, language });
  monitor.on("state", show);
  monitor.attach("#player");

  monitor.on("status", (status) => {
    line.dataset.unit = status.state;
    line.dataset.missing = JSON.stringify(status.missing);
  });
  if (session.countable) say("connected", connected);
  else say("not-countable", notCountable + session.reasons.join(" "));
}

function show(state) {
  line.dataset.connection = state.connection;
  line.dataset.camera = state.camera;
}

supervise().catch((error) => say("failed", notConnected + error.message));
